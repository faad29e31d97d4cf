use resilience::{Rejected, retry};

#[retry(delay = 1s, factor = 3.0)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

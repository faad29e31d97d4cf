use resilience::{Rejected, retry};

#[retry(max = 0)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

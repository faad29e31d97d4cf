use resilience::{Rejected, retry};

#[retry(max = 1, max = 2)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(factor = 0.5)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(jitter = half)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(delay = 1s, jitter = decorrelated)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

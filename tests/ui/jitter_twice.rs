use resilience::{Rejected, retry};

#[retry(jitter, jitter = equal)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

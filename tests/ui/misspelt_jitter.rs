use resilience::{Rejected, retry};

#[retry(jitter = decorelated)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

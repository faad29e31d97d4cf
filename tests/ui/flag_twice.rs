use resilience::{Rejected, retry};

#[retry(jitter, jitter)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(delay = 0s, jitter)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

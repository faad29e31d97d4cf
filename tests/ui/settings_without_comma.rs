use resilience::{Rejected, retry};

#[retry(max = 3 jitter)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

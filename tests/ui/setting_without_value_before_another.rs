use resilience::{Rejected, retry};

#[retry(base_delay = , jitter)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

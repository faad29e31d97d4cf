use resilience::{Rejected, circuit_breaker};

const LIMIT: u64 = 5;

#[circuit_breaker(threshold = LIMIT)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(threshold = -1)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

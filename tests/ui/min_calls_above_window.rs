use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(failure_rate = 50%, window = 10, min_calls = 20)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

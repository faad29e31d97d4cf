use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(failure_rate = 50%, min_calls = 200)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

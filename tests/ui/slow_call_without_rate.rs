use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(slow_call = 2s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

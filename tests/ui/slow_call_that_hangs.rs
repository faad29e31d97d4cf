use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(slow_call = 2s, slow_rate = 50%, hung = 2s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(slow_rate = 80%)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

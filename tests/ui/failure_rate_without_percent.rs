use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(failure_rate = 50)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(name = format!("fraud-{}", 1))]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

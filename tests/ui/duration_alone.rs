use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(30s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(window = 10s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

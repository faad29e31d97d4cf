use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(name)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, circuit_breaker};

#[circuit_breaker("fraud")]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

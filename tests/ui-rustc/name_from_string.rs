use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(name = String::from("fraud"))]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

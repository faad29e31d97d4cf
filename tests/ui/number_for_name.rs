use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(name = 7)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(nam)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

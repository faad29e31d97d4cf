use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(probes = 0)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(probe_timeout = 5)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(hung = 0s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(threshold = 5, window = 0s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

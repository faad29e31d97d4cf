use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(threshold = 5, window = 0)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

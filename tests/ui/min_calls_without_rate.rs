use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(threshold = 5, window = 10, min_calls = 5)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

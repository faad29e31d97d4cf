use resilience::{Rejected, circuit_breaker};

const WINDOW: u32 = 10;

#[circuit_breaker(failure_rate = 50%, window = WINDOW, min_calls = 20)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

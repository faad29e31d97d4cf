use std::time::Duration;

use resilience::{Rejected, circuit_breaker};

const SLOW: Duration = Duration::from_secs(9);

#[circuit_breaker(slow_call = SLOW, slow_rate = 50%, hung = 2s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

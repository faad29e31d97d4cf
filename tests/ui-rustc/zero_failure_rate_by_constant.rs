use resilience::{Rejected, circuit_breaker};

const NONE: resilience::Percent = resilience::Percent::new(0);

#[circuit_breaker(failure_rate = NONE)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

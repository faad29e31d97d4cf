use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(failure_rate = resilience::Percent::new(101))]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

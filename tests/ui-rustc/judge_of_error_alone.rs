use resilience::{Rejected, circuit_breaker};

fn is_outage(_error: &Rejected) -> bool {
    true
}

#[circuit_breaker(judge = is_outage)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

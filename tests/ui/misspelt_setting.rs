use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(cool_down = 10s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(hung = 10%)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

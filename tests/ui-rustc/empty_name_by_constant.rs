use resilience::{Rejected, circuit_breaker};

const NAME: &str = "";

#[circuit_breaker(name = NAME)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

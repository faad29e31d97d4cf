use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(cooldown = 1s..)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

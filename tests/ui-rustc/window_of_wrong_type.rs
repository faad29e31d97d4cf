use resilience::{Rejected, circuit_breaker};

const WINDOW: usize = 10;

#[circuit_breaker(threshold = 5, window = WINDOW)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

#![deny(unused_variables)]

use resilience::{Rejected, bulkhead, circuit_breaker, timeout};

#[circuit_breaker]
#[bulkhead(max = 1)]
#[timeout(1s)]
async fn load(unused: String) -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

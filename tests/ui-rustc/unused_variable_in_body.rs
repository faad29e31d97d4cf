#![deny(unused_variables)]

use resilience::{Rejected, circuit_breaker, retry, timeout};

#[circuit_breaker]
#[retry(max = 1, delay = 0s)]
#[timeout(1s)]
async fn load() -> Result<(), Rejected> {
    let unused = 1;
    Ok(())
}

fn main() {}

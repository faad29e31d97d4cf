#![deny(unreachable_code)]

use resilience::{Rejected, circuit_breaker, retry, timeout};

#[circuit_breaker]
#[retry(max = 1, delay = 0s)]
#[timeout(1s)]
async fn load(fail: bool) -> Result<u32, Rejected> {
    if fail {
        return Ok(1);
    }
    return Ok(2);
    Ok(3)
}

fn main() {}

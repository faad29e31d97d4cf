#![deny(unused_must_use)]

use resilience::{Rejected, circuit_breaker, timeout};

fn answered() -> Result<u32, Rejected> {
    Ok(1)
}

#[circuit_breaker]
#[timeout(1s)]
fn load(answer: Result<u32, Rejected>) -> impl Future<Output = Result<u32, Rejected>> {
    async move {
        answered();
        answer
    }
}

fn main() {}

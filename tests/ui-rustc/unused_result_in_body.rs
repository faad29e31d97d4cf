#![deny(unused_must_use)]

use resilience::{Rejected, circuit_breaker, retry};

#[circuit_breaker]
#[retry(max = 1, delay = 0s)]
fn load(answer: Result<u32, Rejected>) -> impl Future<Output = Result<u32, Rejected>> {
    async move {
        answer.clone();
        answer.clone()
    }
}

fn main() {}

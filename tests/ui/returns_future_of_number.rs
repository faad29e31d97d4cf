use std::future::Future;

use resilience::retry;

#[retry]
fn load() -> impl Future<Output = u32> {
    async { 7 }
}

fn main() {}

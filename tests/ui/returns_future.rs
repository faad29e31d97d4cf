use std::future::Future;

use resilience::{Rejected, timeout};

#[timeout(5s)]
fn load() -> impl Future<Output = Result<(), Rejected>> {
    async { Ok(()) }
}

fn main() {}

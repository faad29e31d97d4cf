#![deny(dead_code)]

use resilience::{Rejected, bulkhead, fallback, timeout};

#[fallback(Ok(0))]
#[bulkhead(max = 1)]
#[timeout(1s)]
pub async fn load() -> Result<u32, Rejected> {
    fn nobody_calls() {}
    Ok(1)
}

fn main() {
    let _load = load();
}

use std::time::Duration;

use resilience::{Rejected, fallback};

const AGE: Duration = Duration::ZERO;

#[fallback(stale = AGE, on = error)]
async fn load() -> Result<u32, Rejected> {
    Ok(1)
}

fn main() {}

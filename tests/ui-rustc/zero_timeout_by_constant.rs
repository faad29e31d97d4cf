use std::time::Duration;

use resilience::{Rejected, timeout};

const LIMIT: Duration = Duration::ZERO;

#[timeout(LIMIT)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

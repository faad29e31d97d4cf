use std::time::Duration;

use resilience::{Rejected, retry, timeout};

const ATTEMPT: Duration = Duration::from_secs(10);

#[timeout(5s)]
#[retry]
#[timeout(ATTEMPT)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

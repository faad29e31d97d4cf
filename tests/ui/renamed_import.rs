use resilience::retry as again;
use resilience::{Rejected, timeout};

#[timeout(5s)]
#[again]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

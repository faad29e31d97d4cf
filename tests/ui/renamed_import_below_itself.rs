use resilience::retry as again;
use resilience::{Rejected, retry};

#[retry]
#[again]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

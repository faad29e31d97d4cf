use resilience::{Rejected, timeout};

#[timeout(9s)]
#[resilience::retry]
#[timeout(3s)]
#[timeout(2s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

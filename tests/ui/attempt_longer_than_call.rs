use resilience::{Rejected, timeout};

#[timeout(5s)]
#[resilience::retry]
#[timeout(10s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, timeout};

#[timeout(5s)]
#[resilience::fallback(by_hand)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

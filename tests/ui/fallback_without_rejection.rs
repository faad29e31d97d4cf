use resilience::{Rejected, fallback};

#[fallback(by_hand)]
#[resilience::retry]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

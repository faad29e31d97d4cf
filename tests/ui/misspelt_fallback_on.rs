use resilience::{Rejected, fallback};

#[fallback(by_hand, on = errors)]
#[resilience::timeout(5s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

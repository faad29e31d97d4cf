use resilience::{Rejected, fallback, timeout};

async fn by_hand(order: u32) -> u32 {
    order
}

#[fallback(by_hand(1))]
#[timeout(5s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

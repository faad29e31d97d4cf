use resilience::{Rejected, fallback, timeout};

async fn by_hand(_order: String) -> Result<(), Rejected> {
    Ok(())
}

#[fallback(by_hand(1))]
#[timeout(5s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

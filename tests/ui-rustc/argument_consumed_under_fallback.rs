use resilience::{Rejected, fallback, timeout};

async fn by_hand(_order: String) -> Result<(), Rejected> {
    Ok(())
}

#[fallback(by_hand)]
#[timeout(5s)]
async fn load(order: String) -> Result<(), Rejected> {
    by_hand(order).await
}

fn main() {}

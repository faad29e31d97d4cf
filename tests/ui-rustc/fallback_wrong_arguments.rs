use resilience::{Rejected, fallback, timeout};

async fn by_hand(_order: String) -> Result<(), Rejected> {
    Ok(())
}

#[fallback(by_hand)]
#[timeout(5s)]
async fn load(order: u32) -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, fallback, timeout};

async fn by_hand(_order: u32) -> Result<(), Rejected> {
    Ok(())
}

#[fallback(by_hand)]
#[timeout(5s)]
async fn load(order: u32, customer: u32) -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, fallback};

async fn by_hand(_order: String) -> Result<u32, Rejected> {
    Ok(1)
}

#[fallback(stale = 10m, else = by_hand, on = error)]
async fn load(order: u32) -> Result<u32, Rejected> {
    Ok(order)
}

fn main() {}

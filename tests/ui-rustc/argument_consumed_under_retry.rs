use resilience::{Rejected, retry};

async fn send(_order: String) -> Result<(), Rejected> {
    Ok(())
}

#[retry]
async fn load(order: String) -> Result<(), Rejected> {
    send(order).await
}

fn main() {}

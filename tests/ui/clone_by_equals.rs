use resilience::{Rejected, retry};

#[retry(clone = order)]
async fn load(order: String) -> Result<(), Rejected> {
    drop(order);
    Ok(())
}

fn main() {}

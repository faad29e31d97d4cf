use resilience::{Rejected, retry};

#[retry(clone(ordr))]
async fn load(order: String) -> Result<(), Rejected> {
    drop(order);
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(clone(order, custmer))]
async fn load(order: String, customer: String) -> Result<(), Rejected> {
    drop((order, customer));
    Ok(())
}

fn main() {}

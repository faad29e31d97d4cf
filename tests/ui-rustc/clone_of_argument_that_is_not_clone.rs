use resilience::{Rejected, retry};

struct Order;

#[retry(clone(order))]
async fn load(order: Order) -> Result<(), Rejected> {
    drop(order);
    Ok(())
}

fn main() {}

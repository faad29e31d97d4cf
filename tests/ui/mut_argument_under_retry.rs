use resilience::{Rejected, retry};

#[retry]
async fn load(mut order: String) -> Result<(), Rejected> {
    order.clear();
    Ok(())
}

fn main() {}

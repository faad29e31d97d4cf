use resilience::{Rejected, retry};

#[retry(budget(ratio = "10%"))]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(budget = "")]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

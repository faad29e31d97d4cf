use resilience::{Rejected, retry};

#[retry(budget(ratio = 101%))]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(budget(ration = 10%))]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(clone())]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

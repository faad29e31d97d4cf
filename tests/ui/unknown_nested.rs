use resilience::{Rejected, retry};

#[retry(nested = never)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(timeout = 5s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

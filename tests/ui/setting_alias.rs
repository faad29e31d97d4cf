use resilience::{Rejected, retry};

#[retry(max_attempts = 3)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(max_elapsed = 0s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

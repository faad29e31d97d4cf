use resilience::{Rejected, retry};

#[retry(delay = 1s, base_delay = 2s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(base_delay = 2s, max_elapsed = 1s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

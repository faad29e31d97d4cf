use resilience::{Rejected, retry};

#[retry(base_delay = 60s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(base_delay = 250)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

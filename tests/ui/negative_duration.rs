use resilience::{Rejected, retry};

#[retry(base_delay = -1s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

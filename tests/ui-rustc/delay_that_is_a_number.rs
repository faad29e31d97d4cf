use resilience::{Rejected, retry};

const PAUSE: u64 = 5;

#[retry(delay = PAUSE + 1)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, timeout};

const LIMIT: u64 = 5;

#[timeout(LIMIT)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

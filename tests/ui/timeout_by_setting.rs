use resilience::{Rejected, timeout};

#[timeout(limit = 5s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

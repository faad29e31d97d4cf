use resilience::{Rejected, timeout};

#[timeout(999999d)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, timeout};

#[timeout]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, timeout};

#[timeout(30sec)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

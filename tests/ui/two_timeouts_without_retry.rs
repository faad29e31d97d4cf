use resilience::{Rejected, timeout};

#[timeout(5s)]
#[timeout(2s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, timeout};

#[timeout(3weeks)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

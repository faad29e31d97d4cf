use resilience::{Rejected, timeout};

#[timeout(5s, 10s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, timeout};

#[timeout = "5s"]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, timeout};

#[timeout(limit)]
async fn load(limit: std::time::Duration) -> Result<(), Rejected> {
    drop(limit);
    Ok(())
}

fn main() {}

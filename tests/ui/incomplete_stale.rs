use resilience::{Rejected, fallback};

#[fallback(stale = )]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

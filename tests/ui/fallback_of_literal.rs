use resilience::{Rejected, fallback};

#[fallback(7)]
#[resilience::timeout(5s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

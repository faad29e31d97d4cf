use resilience::{Rejected, fallback, timeout};

async fn by_hand() -> Result<(), Rejected> {
    Ok(())
}

#[fallback(by_hnd)]
#[timeout(5s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

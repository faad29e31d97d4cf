use resilience::{Rejected, fallback, timeout};

async fn by_hand(_cause: Rejected) -> Result<(), Rejected> {
    Ok(())
}

#[fallback(by_hand)]
#[timeout(5s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

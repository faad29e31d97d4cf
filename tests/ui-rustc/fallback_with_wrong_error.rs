use resilience::{Rejected, fallback, timeout};

async fn by_hand() -> Result<(), String> {
    Ok(())
}

#[fallback(by_hand)]
#[timeout(5s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

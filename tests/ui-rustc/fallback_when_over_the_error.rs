use resilience::{Rejected, fallback, timeout};

async fn by_hand() -> Result<(), Rejected> {
    Ok(())
}

fn is_late(_: &Rejected) -> bool {
    true
}

#[fallback(by_hand, when = is_late)]
#[timeout(5s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

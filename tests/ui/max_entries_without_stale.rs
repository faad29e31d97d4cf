use resilience::{Rejected, fallback};

#[fallback(by_hand, max_entries = 10, on = error)]
async fn load(day: u32) -> Result<u32, Rejected> {
    Ok(day)
}

fn main() {}

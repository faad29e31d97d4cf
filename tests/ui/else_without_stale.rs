use resilience::{Rejected, fallback};

#[fallback(by_hand, else = by_mail, on = error)]
async fn load(day: u32) -> Result<u32, Rejected> {
    Ok(day)
}

fn main() {}

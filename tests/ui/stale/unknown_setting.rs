use resilience::{Rejected, fallback};

#[fallback(stale(max_age = 10m, max_entry = 10), on = error)]
async fn load(day: u32) -> Result<u32, Rejected> {
    Ok(day)
}

fn main() {}

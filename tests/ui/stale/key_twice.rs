use resilience::{Rejected, fallback};

#[fallback(stale(max_age = 10m, key = day), key = (), on = error)]
async fn load(day: u32) -> Result<u32, Rejected> {
    Ok(day)
}

fn main() {}

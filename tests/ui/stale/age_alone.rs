use resilience::{Rejected, fallback};

#[fallback(stale(10m), on = error)]
async fn load(day: u32) -> Result<u32, Rejected> {
    Ok(day)
}

fn main() {}

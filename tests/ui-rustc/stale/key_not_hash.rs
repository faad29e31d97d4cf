use resilience::{Rejected, fallback};

#[fallback(stale = 10m, key = (day, rate), on = error)]
async fn load(day: u32, rate: f64) -> Result<u32, Rejected> {
    let _ = rate;
    Ok(day)
}

fn main() {}

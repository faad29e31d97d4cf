use resilience::{Rejected, fallback};

struct Rates;

#[fallback(stale = 10m, on = error)]
async fn load(day: u32) -> Result<Rates, Rejected> {
    let _ = day;
    Ok(Rates)
}

fn main() {}

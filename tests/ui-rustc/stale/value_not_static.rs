use resilience::{Rejected, fallback};

#[fallback(stale = 10m, on = error)]
async fn load(day: &str) -> Result<&str, Rejected> {
    Ok(day)
}

fn main() {}

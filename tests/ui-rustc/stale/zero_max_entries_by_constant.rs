use resilience::{Rejected, fallback};

const NONE: u32 = 0;

#[fallback(stale = 10m, max_entries = NONE, on = error)]
async fn load() -> Result<u32, Rejected> {
    Ok(1)
}

fn main() {}

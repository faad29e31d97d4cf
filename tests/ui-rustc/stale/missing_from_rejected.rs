use resilience::{fallback, timeout};

#[fallback(stale = 10m)]
#[timeout(5s)]
async fn load() -> Result<u32, String> {
    Ok(1)
}

fn main() {}

use resilience::{Rejected, fallback};

#[fallback(stale = 10m, key = (), on = error)]
async fn load<T>(item: T) -> Result<T, Rejected> {
    Ok(item)
}

fn main() {}

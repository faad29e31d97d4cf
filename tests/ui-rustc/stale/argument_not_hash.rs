use resilience::{Rejected, fallback};

struct Client;

#[fallback(stale = 10m, on = error)]
async fn load(client: &Client, day: u32) -> Result<u32, Rejected> {
    let _ = client;
    Ok(day)
}

fn main() {}

use resilience::{Rejected, fallback};

#[fallback(stale = 10m, else = Err(cause.into_error()), on = error)]
async fn load(cause: u32) -> Result<u32, Rejected> {
    let day = cause;
    Ok(day)
}

fn main() {}

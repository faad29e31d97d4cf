use std::cell::Cell;

use resilience::{Rejected, fallback};

#[fallback(stale = 10m, on = error)]
async fn load(day: u32) -> Result<Cell<u32>, Rejected> {
    Ok(Cell::new(day))
}

fn main() {}

#![deny(unused_mut)]

use resilience::{Rejected, bulkhead};

#[bulkhead(max = 1)]
async fn load() -> Result<u32, Rejected> {
    let mut number = 1;
    Ok(number)
}

fn main() {}

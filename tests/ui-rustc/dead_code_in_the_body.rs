#![deny(unreachable_code)]

use resilience::{Rejected, retry};

#[retry]
async fn load() -> Result<(), Rejected> {
    return Ok(());
    println!("never");
}

fn main() {}

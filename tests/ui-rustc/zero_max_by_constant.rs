use resilience::{Rejected, bulkhead};

const NONE: u32 = 0;

#[bulkhead(max = NONE)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

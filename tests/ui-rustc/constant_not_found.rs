use resilience::{Rejected, bulkhead};

const LIMIT: u32 = 7;

#[bulkhead(max = LIMT)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

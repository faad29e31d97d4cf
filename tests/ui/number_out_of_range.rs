use resilience::{Rejected, bulkhead};

#[bulkhead(max = 4294967296)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

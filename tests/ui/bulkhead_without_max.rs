use resilience::{Rejected, bulkhead};

#[bulkhead]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

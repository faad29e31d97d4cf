use resilience::{Rejected, bulkhead};

#[bulkhead(10)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

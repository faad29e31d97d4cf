use resilience::{Rejected, bulkhead};

#[bulkhead(max(10))]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

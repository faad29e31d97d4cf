use resilience::{Rejected, bulkhead};

#[bulkhead(wait = 3s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

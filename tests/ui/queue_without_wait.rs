use resilience::{Rejected, bulkhead};

#[bulkhead(max = 3, wait = 0s, queue = 10)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

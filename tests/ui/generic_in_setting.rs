use resilience::{Rejected, bulkhead};

#[bulkhead(max = N + 1)]
async fn load<const N: u32>() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, bulkhead};

#[bulkhead(max = 3, colour = 7)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, bulkhead};

const NAME: u32 = 7;

#[bulkhead(name = NAME, max = 3)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, bulkhead};

#[bulkhead(name = tenant, max = 3)]
async fn load(tenant: &'static str) -> Result<(), Rejected> {
    drop(tenant);
    Ok(())
}

fn main() {}

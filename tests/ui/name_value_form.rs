use resilience::{Rejected, retry};

#[retry]
#[resilience::timeout = "5s"]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

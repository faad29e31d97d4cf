use resilience::{Rejected, retry};

#[retry]
#[resilience::timeout(5s)]
#[retry(max = 5)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

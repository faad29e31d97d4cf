use resilience::{Rejected, retry};

#[retry]
#[resilence::timeout(5s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::Rejected;
use resilience::retry as again;

#[again]
#[resilience::retry]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, timeout};

#[resilience::retry(crate = ::resilience)]
#[timeout(5s, crate = ::other)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

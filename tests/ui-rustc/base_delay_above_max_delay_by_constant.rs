use std::time::Duration;

const FIRST: Duration = Duration::from_secs(60);

#[resilience::retry(base_delay = FIRST)]
async fn load() -> Result<(), resilience::Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

fn pause(attempt: u32) -> u32 {
    attempt
}

#[retry(delay = pause)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, rate_limit};

#[rate_limit(limit = 100, per = 1s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

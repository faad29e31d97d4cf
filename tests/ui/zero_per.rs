use resilience::{Rejected, rate_limit};

#[rate_limit(max = 100, per = 0s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

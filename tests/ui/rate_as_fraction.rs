use resilience::{Rejected, rate_limit};

#[rate_limit(100/s)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

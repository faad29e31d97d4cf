use resilience::{Rejected, rate_limit};

#[rate_limit(max = 100)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, rate_limit};

#[rate_limit(name = "mail", burst = 5)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

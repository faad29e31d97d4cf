use resilience::{Rejected, retry};

const FACTOR: f64 = 0.5;

#[retry(factor = FACTOR)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

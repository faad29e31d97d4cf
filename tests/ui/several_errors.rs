use resilience::{Rejected, circuit_breaker};

#[circuit_breaker(threshold = 0, name = "")]
#[resilience::retry(tmes = 3, jitter = half)]
#[resilience::timeout(5)]
async fn load(mut order: String) -> Result<(), Rejected> {
    order.clear();
    Ok(())
}

fn main() {}

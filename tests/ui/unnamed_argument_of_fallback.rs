use resilience::{Rejected, fallback};

#[fallback(by_hand)]
#[resilience::timeout(5s)]
async fn load((id, sum): (u32, u32)) -> Result<(), Rejected> {
    drop((id, sum));
    Ok(())
}

fn main() {}

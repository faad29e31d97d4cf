use resilience::{Rejected, retry};

#[retry(max = N)]
async fn load<const N: u32>() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

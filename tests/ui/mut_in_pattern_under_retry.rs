use resilience::{Rejected, retry};

#[retry]
async fn load((mut count, _): (u32, u32)) -> Result<u32, Rejected> {
    count += 1;
    Ok(count)
}

fn main() {}

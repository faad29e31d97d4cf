use resilience::{Rejected, retry};

#[retry]
async fn load() -> Result<(), Rejected> {
    Ok(1)
}

fn main() {}

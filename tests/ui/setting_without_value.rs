use resilience::{Rejected, retry};

#[retry(max = )]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

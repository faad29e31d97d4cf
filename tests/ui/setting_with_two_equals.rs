use resilience::{Rejected, retry};

#[retry(max == 3)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(crate = shop::resilience)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

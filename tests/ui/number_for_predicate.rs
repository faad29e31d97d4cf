use resilience::{Rejected, retry};

#[retry(when = 503)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

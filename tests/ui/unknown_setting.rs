use resilience::{Rejected, retry};

#[retry(tmes = 3)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

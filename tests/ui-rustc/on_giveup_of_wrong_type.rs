use resilience::{Rejected, retry};

fn note(_count: u32) {}

#[retry(on_giveup = note)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, fallback};

#[fallback(on = error)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

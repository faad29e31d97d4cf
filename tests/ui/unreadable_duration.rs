use resilience::{Rejected, timeout};

#[timeout("soon")]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

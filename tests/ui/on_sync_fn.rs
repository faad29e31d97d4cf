use resilience::{Rejected, retry};

#[retry]
fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

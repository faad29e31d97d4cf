use resilience::{Rejected, retry};

#[retry]
const fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

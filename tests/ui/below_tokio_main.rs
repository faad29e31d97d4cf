use resilience::{Rejected, retry};

#[tokio::main]
#[retry]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(base_delay = 250 ms)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

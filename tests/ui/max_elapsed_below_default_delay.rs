use resilience::{Rejected, retry};

#[retry(max_elapsed = 500ms)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

fn is_passing(error: &String) -> bool {
    error.is_empty()
}

#[retry(when = is_passing)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, retry};

fn is_passing(_error: &Rejected) -> u32 {
    1
}

#[retry(when = is_passing)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

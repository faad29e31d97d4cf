use resilience::{Rejected, retry};

fn is_passing(_: &Rejected) -> bool {
    true
}

#[retry(when = is_passng)]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, fallback, retry};

fn note(_: &str) -> Result<(), Rejected> {
    Ok(())
}

#[fallback(note(&cause), on = error)]
#[retry]
async fn load(cause: String) -> Result<(), Rejected> {
    note(&cause)
}

fn main() {}

use resilience::{Rejected, retry};

#[retry(when = |_: &Rejected| true, judge = |it: &Result<(), Rejected>| it.is_err())]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

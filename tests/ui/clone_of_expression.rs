use resilience::{Rejected, retry};

#[retry(clone(self.order))]
async fn load() -> Result<(), Rejected> {
    Ok(())
}

fn main() {}

use resilience::{Rejected, fallback};

struct Account(u32);

impl Account {
    #[fallback(stale = 10m, on = error)]
    async fn balance(&self, day: u32) -> Result<u32, Rejected> {
        Ok(self.0 + day)
    }
}

fn main() {}

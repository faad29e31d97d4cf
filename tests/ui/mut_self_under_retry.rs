use resilience::{Rejected, retry};

struct Client {
    calls: u32,
}

impl Client {
    #[retry]
    async fn load(mut self) -> Result<(), Rejected> {
        self.calls += 1;
        Ok(())
    }
}

fn main() {}

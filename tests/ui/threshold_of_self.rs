use resilience::{Rejected, circuit_breaker};

struct Client;

impl Client {
    const LIMIT: u32 = 3;

    #[circuit_breaker(threshold = Self::LIMIT)]
    async fn load(&self) -> Result<(), Rejected> {
        Ok(())
    }
}

fn main() {}

use resilience::{Rejected, circuit_breaker};

struct Client;

impl Client {
    const THRESHOLD: u32 = 3;

    #[circuit_breaker(threshold = Self::THRESHOLD)]
    async fn load(&self) -> Result<(), Rejected> {
        Ok(())
    }
}

fn main() {}

use resilience::{Rejected, retry, timeout};

struct Client;

impl Client {
    const BURST: u32 = 3;
    const RETRIES: u32 = 3;

    #[retry(max = Self::RETRIES, budget(burst = Self::BURST))]
    #[timeout(1s)]
    async fn load(&self) -> Result<(), Rejected> {
        Ok(())
    }
}

fn main() {}

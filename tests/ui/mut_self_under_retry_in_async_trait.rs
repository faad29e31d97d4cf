use async_trait::async_trait;
use resilience::{Rejected, retry};

struct Client(u32);

#[async_trait]
trait Api {
    async fn load(self) -> Result<u32, Rejected>;
    async fn lend(&mut self) -> Result<u32, Rejected>;
}

#[async_trait]
impl Api for Client {
    #[retry(max = 1, delay = 0s)]
    async fn load(mut self) -> Result<u32, Rejected> {
        self.0 += 1;
        Ok(self.0)
    }

    #[retry(max = 1, delay = 0s)]
    async fn lend(&mut self) -> Result<u32, Rejected> {
        self.0 += 1;
        Ok(self.0)
    }
}

fn main() {}

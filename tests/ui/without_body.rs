use resilience::{Rejected, retry};

trait Load {
    #[retry]
    async fn load(&self) -> Result<(), Rejected>;
}

fn main() {}

use resilience::{Rejected, retry};

struct Client {
    label: String,
}

impl Client {
    #[retry(max = 1, delay = 0s)]
    async fn label(&mut self) -> Result<&mut String, Rejected> {
        Ok(&mut self.label)
    }
}

fn main() {}

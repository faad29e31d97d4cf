use resilience::timeout;

#[timeout(5s)]
async fn load<E>(error: E) -> Result<(), E> {
    Err(error)
}

fn main() {}

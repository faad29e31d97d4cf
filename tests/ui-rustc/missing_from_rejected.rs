use resilience::timeout;

struct Broken;

#[timeout(5s)]
async fn load() -> Result<(), Broken> {
    Ok(())
}

fn main() {}

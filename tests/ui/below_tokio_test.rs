use resilience::retry;

#[tokio::test]
#[retry]
async fn load() -> Result<(), resilience::Rejected> {
    Ok(())
}

fn main() {}

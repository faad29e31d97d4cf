use resilience::retry;

#[retry]
async fn load() {}

fn main() {}

use resilience::retry;

#[retry]
async fn load() -> u32 {
    1
}

fn main() {}

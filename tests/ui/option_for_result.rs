use resilience::retry;

#[retry]
async fn load() -> Option<u32> {
    Some(1)
}

fn main() {}

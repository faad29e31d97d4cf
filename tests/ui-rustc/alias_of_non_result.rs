use resilience::retry;

type Answer = Option<u32>;

#[retry]
async fn load() -> Answer {
    Some(1)
}

fn main() {}

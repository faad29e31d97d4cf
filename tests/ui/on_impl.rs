use resilience::retry;

struct Client;

#[retry]
impl Client {}

fn main() {}

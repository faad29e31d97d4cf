use resilience::timeout;

#[timeout(5s)]
async fn load() -> () {
    ()
}

fn main() {}

use resilience::retry;

#[retry]
async fn load() -> ! {
    loop {}
}

fn main() {}

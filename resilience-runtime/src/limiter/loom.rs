//! The rate limiter under every interleaving of two or three threads.

use std::time::Duration;

use loom::thread;

use super::RateLimiter;
use crate::registry::Policy;

/// A rate limiter with one permit an hour, for which nobody waits.
fn hourly(burst: u32) -> RateLimiter {
    let builder = RateLimiter::builder("loom")
        .max(1)
        .per(Duration::from_secs(3_600))
        .burst(burst);
    RateLimiter::create("loom".into(), &builder.settings)
}

fn takes(limiter: &RateLimiter) -> bool {
    limiter
        .reserve()
        .map(|(reservation, _)| reservation.take())
        .is_ok()
}

#[test]
fn a_burst_of_two_lets_two_of_three_through() {
    loom::model(|| {
        let limiter = hourly(2);
        let others = [limiter.clone(), limiter.clone()]
            .map(|limiter| thread::spawn(move || takes(&limiter)));
        let mut taken = usize::from(takes(&limiter));
        for other in others {
            taken += usize::from(other.join().expect("no panic"));
        }
        assert_eq!(taken, 2);
    });
}

#[test]
fn a_reservation_given_up_races_with_a_call_and_nothing_is_lost() {
    loom::model(|| {
        let limiter = hourly(1);
        let giving_up = {
            let limiter = limiter.clone();
            thread::spawn(move || limiter.reserve().is_ok())
        };
        let taken = takes(&limiter);
        let given_up = giving_up.join().expect("no panic");
        assert!(taken || given_up);
        assert_eq!(takes(&limiter), !taken);
    });
}

//! The rate limiter under every interleaving of two or three threads.

use std::future::poll_fn;
use std::task::{Poll, Waker};
use std::time::Duration;

use loom::future::block_on;
use loom::thread;

use super::RateLimiter;
use super::handle::Entry;
use super::reservation::Reservation;
use crate::clock::models::set_ahead;
use crate::clock::{self, Time};
use crate::registry::Policy;

const HOUR: Duration = Duration::from_secs(3_600);

/// A rate limiter with one permit an hour, for which calls wait as long as `wait`.
fn hourly(burst: u32, wait: Duration) -> RateLimiter {
    set_ahead(Duration::ZERO);
    let builder = RateLimiter::builder("loom")
        .max(1)
        .per(HOUR)
        .burst(burst)
        .wait(wait);
    RateLimiter::create("loom".into(), &builder.settings)
}

fn takes(limiter: &RateLimiter) -> bool {
    limiter.enter() == Ok(Entry::Admitted)
}

/// Waits at the end of the queue.
fn queue(limiter: &RateLimiter) -> u64 {
    match limiter.enter() {
        Ok(Entry::Queued(ticket)) => ticket,
        other => panic!("the permits are taken, so the call waits: {other:?}"),
    }
}

/// When the waiter goes.
fn goes_at(limiter: &RateLimiter, ticket: u64) -> Time {
    limiter
        .poll(ticket, Waker::noop())
        .expect("its time is hours ahead")
}

#[test]
fn a_burst_of_two_lets_two_of_three_through() {
    loom::model(|| {
        let limiter = hourly(2, Duration::ZERO);
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
fn a_waiter_that_goes_away_lets_the_next_and_a_newcomer_move_up() {
    loom::model(|| {
        let limiter = hourly(1, 9 * HOUR);
        assert!(takes(&limiter));
        let (first, second) = (queue(&limiter), queue(&limiter));
        let place = goes_at(&limiter, first);
        let dropping = {
            let limiter = limiter.clone();
            thread::spawn(move || drop(Reservation::new(&limiter, first)))
        };
        let entering = {
            let limiter = limiter.clone();
            thread::spawn(move || queue(&limiter))
        };
        // Woken, the next sees the earlier time; were it not, this would never end.
        let moved = poll_fn(|cx| match limiter.poll(second, cx.waker()) {
            Some(until) if until == place => Poll::Ready(()),
            _ => Poll::Pending,
        });
        block_on(moved);
        dropping.join().expect("no panic");
        let third = entering.join().expect("no panic");
        assert_eq!(goes_at(&limiter, third), place.after(HOUR));
        let last = queue(&limiter);
        assert_eq!(goes_at(&limiter, last), place.after(2 * HOUR));
    });
}

#[test]
fn two_waiters_that_go_away_give_back_two_permits() {
    loom::model(|| {
        let limiter = hourly(1, 9 * HOUR);
        assert!(takes(&limiter));
        let [first, second, third] = [(); 3].map(|()| queue(&limiter));
        let place = goes_at(&limiter, first);
        let dropping = [first, second].map(|ticket| {
            let limiter = limiter.clone();
            thread::spawn(move || drop(Reservation::new(&limiter, ticket)))
        });
        for dropped in dropping {
            dropped.join().expect("no panic");
        }
        assert_eq!(goes_at(&limiter, third), place);
    });
}

/// The clock steps on while a wait is dropped and another call goes at once: the permit is given
/// back or used, and never both.
#[test]
fn a_permit_that_is_given_back_as_it_comes_is_used_once() {
    loom::model(|| {
        let limiter = hourly(1, HOUR);
        let start = clock::now();
        assert!(takes(&limiter));
        let first = queue(&limiter);
        let dropping = {
            let limiter = limiter.clone();
            thread::spawn(move || drop(Reservation::new(&limiter, first)))
        };
        let taking = {
            let limiter = limiter.clone();
            thread::spawn(move || {
                set_ahead(2 * HOUR + HOUR / 2);
                takes(&limiter)
            })
        };
        dropping.join().expect("no panic");
        assert!(taking.join().expect("no panic"), "two hours have passed");
        let next = queue(&limiter);
        let wait = goes_at(&limiter, next).since(start);
        assert!(
            wait >= 3 * HOUR + HOUR / 2,
            "an hour after the last: {wait:?}"
        );
    });
}

#[test]
fn a_reset_races_with_a_waiter_that_goes_away_and_with_a_newcomer() {
    loom::model(|| {
        let limiter = hourly(1, 9 * HOUR);
        assert!(takes(&limiter));
        let (first, second) = (queue(&limiter), queue(&limiter));
        let dropping = {
            let limiter = limiter.clone();
            thread::spawn(move || drop(Reservation::new(&limiter, first)))
        };
        let entering = {
            let limiter = limiter.clone();
            thread::spawn(move || queue(&limiter))
        };
        limiter.reset();
        dropping.join().expect("no panic");
        let third = entering.join().expect("someone waits, so it does");
        let next = limiter.poll(second, Waker::noop());
        let last = goes_at(&limiter, third);
        if let Some(next) = next {
            assert_eq!(last, next.after(HOUR), "the first had its permit");
        }
        let end = queue(&limiter);
        assert_eq!(goes_at(&limiter, end), last.after(HOUR));
    });
}

//! The rate limiter under every interleaving of two or three threads.

use std::future::poll_fn;
use std::task::{Poll, Waker};
use std::time::Duration;

use loom::future::block_on;
use loom::thread;

use super::RateLimiter;
use super::config::Settings;
use super::reservation::Reservation;
use super::shared::Entry;
use crate::registry::Policy;
use crate::support::clock::models::set_ahead;
use crate::support::clock::{self, Time};

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

/// As a call does.
fn takes(limiter: &RateLimiter) -> bool {
    limiter.take() || limiter.enter() == Ok(Entry::Admitted)
}

/// Waits at the end of the queue.
fn queue(limiter: &RateLimiter) -> u64 {
    match limiter.enter() {
        Ok(Entry::Queued(ticket)) => ticket,
        other => panic!("the permits are taken, so the call waits: {other:?}"),
    }
}

/// When the waiter goes.
fn ready_at(limiter: &RateLimiter, ticket: u64) -> Time {
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
        let place = ready_at(&limiter, first);
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
        assert_eq!(ready_at(&limiter, third), place.after(HOUR));
        let last = queue(&limiter);
        assert_eq!(ready_at(&limiter, last), place.after(2 * HOUR));
    });
}

#[test]
fn two_waiters_that_go_away_give_back_two_permits() {
    loom::model(|| {
        let limiter = hourly(1, 9 * HOUR);
        assert!(takes(&limiter));
        let [first, second, third] = [(); 3].map(|()| queue(&limiter));
        let place = ready_at(&limiter, first);
        let dropping = [first, second].map(|ticket| {
            let limiter = limiter.clone();
            thread::spawn(move || drop(Reservation::new(&limiter, ticket)))
        });
        for dropped in dropping {
            dropped.join().expect("no panic");
        }
        assert_eq!(ready_at(&limiter, third), place);
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
        let wait = ready_at(&limiter, next).since(start);
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
        let last = ready_at(&limiter, third);
        if let Some(next) = next {
            assert_eq!(last, next.after(HOUR), "the first had its permit");
        }
        let end = queue(&limiter);
        assert_eq!(ready_at(&limiter, end), last.after(HOUR));
    });
}

/// The settings of a limiter with one permit in so many hours.
fn every(hours: u32, wait: Duration) -> Settings {
    let builder = RateLimiter::builder("loom").max(1).per(hours * HOUR);
    builder.burst(1).wait(wait).settings
}

/// How many hours the waiter has still to wait, or nearly.
fn hours_left(limiter: &RateLimiter, ticket: u64) -> u64 {
    let wait = ready_at(limiter, ticket).since(clock::now());
    wait.as_secs().div_ceil(3_600)
}

/// Whether the call came before the change or after it, its permit is one by the new rate.
fn another_rate_and_a_call(hours: u32, new_hours: u32) {
    loom::model(move || {
        set_ahead(Duration::ZERO);
        let (old, new) = (every(hours, Duration::ZERO), every(new_hours, 9_999 * HOUR));
        let limiter = RateLimiter::create("loom".into(), &old);
        let taking = {
            let limiter = limiter.clone();
            thread::spawn(move || takes(&limiter))
        };
        assert!(limiter.replace_settings(&old, &new));
        assert!(taking.join().expect("no panic"), "nobody else has taken it");
        let next = queue(&limiter);
        assert_eq!(hours_left(&limiter, next), u64::from(new_hours));
    });
}

#[test]
fn a_call_that_races_with_a_faster_rate_is_not_paid_by_the_old_one() {
    another_rate_and_a_call(1_000, 10);
}

#[test]
fn a_call_that_races_with_a_slower_rate_is_paid_once() {
    another_rate_and_a_call(10, 1_000);
}

/// Half of a burst is taken by the old rate: a word that is overdue neither before nor after.
#[test]
fn calls_that_race_with_another_rate_take_the_burst_and_no_more() {
    loom::model(|| {
        set_ahead(Duration::ZERO);
        let hourly = RateLimiter::builder("loom").max(1).per(HOUR).burst(2);
        let slow = hourly.settings;
        let fast = hourly.per(HOUR / 60).settings;
        let limiter = RateLimiter::create("loom".into(), &slow);
        assert!(takes(&limiter));
        let others = [limiter.clone(), limiter.clone()]
            .map(|limiter| thread::spawn(move || limiter.enter()));
        assert!(limiter.replace_settings(&slow, &fast));
        let answers = others.map(|other| other.join().expect("no panic"));
        let admitted = answers.iter().filter(|it| it.is_ok()).count();
        assert_eq!(admitted, 1, "{answers:?}");
        let refused = limiter.enter().expect_err("both are taken");
        assert!(refused <= HOUR / 60);
    });
}

#[test]
fn another_rate_races_with_a_waiter_that_goes_away_and_with_a_newcomer() {
    for (hours, new_hours) in [(10, 1_000), (1_000, 10)] {
        loom::model(move || {
            set_ahead(Duration::ZERO);
            let (old, new) = (every(hours, 9_999 * HOUR), every(new_hours, 99_999 * HOUR));
            let limiter = RateLimiter::create("loom".into(), &old);
            assert!(takes(&limiter));
            let first = queue(&limiter);
            let dropping = {
                let limiter = limiter.clone();
                thread::spawn(move || drop(Reservation::new(&limiter, first)))
            };
            let entering = {
                let limiter = limiter.clone();
                thread::spawn(move || queue(&limiter))
            };
            assert!(limiter.replace_settings(&old, &new));
            dropping.join().expect("no panic");
            let second = entering.join().expect("someone waits, so it does");
            assert_eq!(hours_left(&limiter, second), u64::from(new_hours));
            let third = queue(&limiter);
            assert_eq!(hours_left(&limiter, third), u64::from(2 * new_hours));
        });
    }
}

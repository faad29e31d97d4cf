//! Tests of the rate limiter under every interleaving of two or three threads.

use std::future::poll_fn;
use std::task::{Poll, Waker};
use std::time::Duration;

use loom::future::block_on;
use loom::thread;

use super::RateLimiter;
use super::config::Settings;
use super::permit::QueuedPermit;
use super::shared::Admission;
use crate::registry::Policy;
use crate::support::clock::models::set_ahead;
use crate::support::clock::{self, Time};

const HOUR: Duration = Duration::from_secs(3_600);

/// A rate limiter with one permit per hour, for which calls wait at most `wait`.
fn hourly(burst: u32, wait: Duration) -> RateLimiter {
    set_ahead(Duration::ZERO);
    let builder = RateLimiter::builder("loom")
        .max(1)
        .per(HOUR)
        .burst(burst)
        .wait(wait);
    RateLimiter::create("loom".into(), &builder.settings)
}

/// Takes a permit, as a call does.
fn try_acquire(limiter: &RateLimiter) -> bool {
    limiter.try_acquire() || limiter.acquire_or_queue() == Ok(Admission::Admitted)
}

/// Joins the queue; returns the ticket.
fn queue(limiter: &RateLimiter) -> u64 {
    match limiter.acquire_or_queue() {
        Ok(Admission::Queued(ticket)) => ticket,
        other => panic!("the permits are used, so the call waits: {other:?}"),
    }
}

/// Returns when the waiter is admitted.
fn ready_at(limiter: &RateLimiter, ticket: u64) -> Time {
    limiter
        .poll(ticket, Waker::noop())
        .expect("its time is hours ahead")
}

#[test]
fn a_burst_of_two_admits_two_of_three_calls() {
    loom::model(|| {
        let limiter = hourly(2, Duration::ZERO);
        let others = [limiter.clone(), limiter.clone()]
            .map(|limiter| thread::spawn(move || try_acquire(&limiter)));
        let mut taken = usize::from(try_acquire(&limiter));
        for other in others {
            taken += usize::from(other.join().expect("no panic"));
        }
        assert_eq!(taken, 2);
    });
}

#[test]
fn after_a_dropped_waiter_the_next_and_a_new_one_move_up() {
    loom::model(|| {
        let limiter = hourly(1, 9 * HOUR);
        assert!(try_acquire(&limiter));
        let (first, second) = (queue(&limiter), queue(&limiter));
        let ready = ready_at(&limiter, first);
        let dropping = {
            let limiter = limiter.clone();
            thread::spawn(move || drop(QueuedPermit::new(&limiter, first)))
        };
        let entering = {
            let limiter = limiter.clone();
            thread::spawn(move || queue(&limiter))
        };
        // The next waiter is woken and sees the earlier time. Without the wake-up this would never end.
        let moved = poll_fn(|cx| match limiter.poll(second, cx.waker()) {
            Some(until) if until == ready => Poll::Ready(()),
            _ => Poll::Pending,
        });
        block_on(moved);
        dropping.join().expect("no panic");
        let third = entering.join().expect("no panic");
        assert_eq!(ready_at(&limiter, third), ready.after(HOUR));
        let last = queue(&limiter);
        assert_eq!(ready_at(&limiter, last), ready.after(2 * HOUR));
    });
}

#[test]
fn two_dropped_waiters_return_two_permits() {
    loom::model(|| {
        let limiter = hourly(1, 9 * HOUR);
        assert!(try_acquire(&limiter));
        let [first, second, third] = [(); 3].map(|()| queue(&limiter));
        let ready = ready_at(&limiter, first);
        let dropping = [first, second].map(|ticket| {
            let limiter = limiter.clone();
            thread::spawn(move || drop(QueuedPermit::new(&limiter, ticket)))
        });
        for dropped in dropping {
            dropped.join().expect("no panic");
        }
        assert_eq!(ready_at(&limiter, third), ready);
    });
}

/// The time of a waiter comes while it is dropped and another call starts at once. The permit is returned
/// or used, never both.
#[test]
fn a_permit_that_is_returned_as_its_time_comes_is_used_once() {
    loom::model(|| {
        let limiter = hourly(1, HOUR);
        let start = clock::now();
        assert!(try_acquire(&limiter));
        let first = queue(&limiter);
        let dropping = {
            let limiter = limiter.clone();
            thread::spawn(move || drop(QueuedPermit::new(&limiter, first)))
        };
        let taking = {
            let limiter = limiter.clone();
            thread::spawn(move || {
                set_ahead(2 * HOUR + HOUR / 2);
                try_acquire(&limiter)
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
fn a_reset_races_with_a_dropped_waiter_and_a_new_one() {
    loom::model(|| {
        let limiter = hourly(1, 9 * HOUR);
        assert!(try_acquire(&limiter));
        let (first, second) = (queue(&limiter), queue(&limiter));
        let dropping = {
            let limiter = limiter.clone();
            thread::spawn(move || drop(QueuedPermit::new(&limiter, first)))
        };
        let entering = {
            let limiter = limiter.clone();
            thread::spawn(move || queue(&limiter))
        };
        limiter.reset();
        dropping.join().expect("no panic");
        let third = entering
            .join()
            .expect("another call waits, so this one does");
        let next = limiter.poll(second, Waker::noop());
        let last = ready_at(&limiter, third);
        if let Some(next) = next {
            assert_eq!(last, next.after(HOUR), "the first waiter had its permit");
        }
        let end = queue(&limiter);
        assert_eq!(ready_at(&limiter, end), last.after(HOUR));
    });
}

/// The settings of a limiter with one permit in that many hours.
fn every(hours: u32, wait: Duration) -> Settings {
    let builder = RateLimiter::builder("loom").max(1).per(hours * HOUR);
    builder.burst(1).wait(wait).settings
}

/// Returns how many hours the waiter still waits, rounded up.
fn hours_left(limiter: &RateLimiter, ticket: u64) -> u64 {
    let wait = ready_at(limiter, ticket).since(clock::now());
    wait.as_secs().div_ceil(3_600)
}

/// The permit of a call before or after the change counts as one permit of the new rate.
fn another_rate_and_a_call(hours: u32, new_hours: u32) {
    loom::model(move || {
        set_ahead(Duration::ZERO);
        let (old, new) = (every(hours, Duration::ZERO), every(new_hours, 9_999 * HOUR));
        let limiter = RateLimiter::create("loom".into(), &old);
        let taking = {
            let limiter = limiter.clone();
            thread::spawn(move || try_acquire(&limiter))
        };
        assert!(limiter.replace_settings(&old, &new));
        assert!(taking.join().expect("no panic"), "no other call takes it");
        let next = queue(&limiter);
        assert_eq!(hours_left(&limiter, next), u64::from(new_hours));
    });
}

#[test]
fn a_call_that_races_with_a_faster_rate_does_not_wait_at_the_old_one() {
    another_rate_and_a_call(1_000, 10);
}

#[test]
fn a_call_that_races_with_a_slower_rate_uses_one_permit() {
    another_rate_and_a_call(10, 1_000);
}

/// Half of the burst is used at the old rate, so the word is overdue neither before nor after the change.
#[test]
fn calls_that_race_with_another_rate_use_the_burst_and_no_more() {
    loom::model(|| {
        set_ahead(Duration::ZERO);
        let hourly = RateLimiter::builder("loom").max(1).per(HOUR).burst(2);
        let slow = hourly.settings;
        let fast = hourly.per(HOUR / 60).settings;
        let limiter = RateLimiter::create("loom".into(), &slow);
        assert!(try_acquire(&limiter));
        let others = [limiter.clone(), limiter.clone()]
            .map(|limiter| thread::spawn(move || limiter.acquire_or_queue()));
        assert!(limiter.replace_settings(&slow, &fast));
        let answers = others.map(|other| other.join().expect("no panic"));
        let admitted = answers.iter().filter(|it| it.is_ok()).count();
        assert_eq!(admitted, 1, "{answers:?}");
        let rejected = limiter
            .acquire_or_queue()
            .expect_err("both permits are used");
        assert!(rejected <= HOUR / 60);
    });
}

#[test]
fn another_rate_races_with_a_dropped_waiter_and_a_new_one() {
    for (hours, new_hours) in [(10, 1_000), (1_000, 10)] {
        loom::model(move || {
            set_ahead(Duration::ZERO);
            let (old, new) = (every(hours, 9_999 * HOUR), every(new_hours, 99_999 * HOUR));
            let limiter = RateLimiter::create("loom".into(), &old);
            assert!(try_acquire(&limiter));
            let first = queue(&limiter);
            let dropping = {
                let limiter = limiter.clone();
                thread::spawn(move || drop(QueuedPermit::new(&limiter, first)))
            };
            let entering = {
                let limiter = limiter.clone();
                thread::spawn(move || queue(&limiter))
            };
            assert!(limiter.replace_settings(&old, &new));
            dropping.join().expect("no panic");
            let second = entering
                .join()
                .expect("another call waits, so this one does");
            assert_eq!(hours_left(&limiter, second), u64::from(new_hours));
            let third = queue(&limiter);
            assert_eq!(hours_left(&limiter, third), u64::from(2 * new_hours));
        });
    }
}

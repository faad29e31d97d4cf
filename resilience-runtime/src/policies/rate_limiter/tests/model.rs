//! Tests of the rate limiter's state machine against a simple model, with random histories.
//!
//! The model is a token bucket with a queue. The bucket gains one permit per interval and holds at most
//! `burst`. The first waiter takes a permit when there is one; no permit is reserved. After a change of the
//! rate there is a new bucket, which lacks as many permits as the old one.

use std::collections::VecDeque;
use std::mem;
use std::task::Waker;
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::Index;

use super::config::Settings;
use super::queue::{Queue, Readiness};
use super::rate::Rate;
use super::state::{LONG_AGO, available, reserve};
use crate::support::clock::Time;

#[derive(Clone, Debug)]
enum Step {
    Call,
    /// A waiter is dropped: one whose time is ahead, or one whose time has come and that was not polled.
    Drop(Index),
    /// A waiter whose time has come is polled.
    Poll(Index),
    Pass(i64),
    /// The clock steps back, after all waiters whose time has come were polled.
    Back(i64),
    Reset,
    /// Another `max`, `per`, `burst` and `wait`.
    Adjust(u32, u64, u32, u64),
}

fn settings(max: u32, per: u64, burst: u32, wait: u64) -> Settings {
    Settings {
        max: Some(max),
        per: Some(Duration::from_secs(per)),
        burst: Some(burst),
        wait: Duration::from_secs(wait),
        enabled: true,
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => Just(Step::Call),
        4 => any::<Index>().prop_map(Step::Drop),
        2 => any::<Index>().prop_map(Step::Poll),
        6 => (0..3_000_000_000_i64).prop_map(Step::Pass),
        1 => (0..3_000_000_000_i64).prop_map(Step::Back),
        1 => Just(Step::Reset),
        2 => (1..20_u32, 1..10_u64, 1..20_u32, 0..12_u64)
            .prop_map(|(max, per, burst, wait)| Step::Adjust(max, per, burst, wait)),
    ]
}

/// The permits of an unused limiter, as time.
const AGES: i64 = i64::MAX / 4;

/// A token bucket with a queue. Permits are counted in nanoseconds: one permit is one interval.
struct Model {
    interval: i64,
    full: i64,
    /// The contents of the bucket, and beyond `full` the time that it could not hold. A clock that steps
    /// back takes that excess away first.
    paid: i64,
    now: i64,
    /// The tickets of the waiters.
    queue: VecDeque<u64>,
    /// When calls started, since the clock stepped back or the limiter was reset or adjusted.
    started: Vec<i64>,
}

impl Model {
    /// The new bucket lacks as many permits as the old one, but at most all of its own. Waiters have
    /// used none. Fractions are rounded up.
    fn adjust(&mut self, interval: i64, burst: u32) {
        let (lacking, old) = (self.full - self.paid, self.interval);
        self.interval = interval;
        self.full = i64::from(burst) * interval;
        self.paid = if lacking > 0 {
            let nanos = i128::from(lacking) * i128::from(interval) + i128::from(old - 1);
            let lacking = i64::try_from(nanos / i128::from(old)).expect("small");
            self.full - lacking.min(self.full)
        } else {
            AGES
        };
        self.started.clear();
        self.pass(0);
    }

    fn lacking_at(&self, position: usize) -> i64 {
        let ahead = i64::try_from(position).expect("small") * self.interval;
        (ahead + self.interval - self.paid).max(0)
    }

    fn start(&mut self) {
        self.paid = self.paid.min(self.full) - self.interval;
        self.started.push(self.now);
    }

    fn pass(&mut self, nanos: i64) {
        let end = self.now + nanos;
        while !self.queue.is_empty() && self.now + self.lacking_at(0) <= end {
            let lacking = self.lacking_at(0);
            self.now += lacking;
            self.paid += lacking;
            self.queue.pop_front();
            self.start();
        }
        self.paid += end - self.now;
        self.now = end;
    }

    fn available(&self) -> i64 {
        self.paid.clamp(0, self.full) / self.interval
    }

    /// Whether in every period at most the burst and the permits of that period were used.
    fn keeps_the_rate(&self) -> bool {
        (0..self.started.len()).all(|from| {
            let stretch = &self.started[from..];
            stretch
                .iter()
                .zip(1..)
                .all(|(end, calls)| calls * self.interval <= self.full + end - stretch[0])
        })
    }
}

fn time(nanos: i64) -> Time {
    let far = Duration::from_nanos(nanos.unsigned_abs());
    if nanos < 0 {
        Time::ZERO.before(far)
    } else {
        Time::ZERO.after(far)
    }
}

fn poll(queue: &mut Queue, ticket: u64, now: Time) -> Option<Time> {
    match queue.poll(ticket, now, &mut Some(Waker::noop().clone())) {
        Readiness::Wait(until) => Some(until),
        Readiness::Ready(_) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn permits_become_available_at_the_rate_and_no_faster(
        max in 1..20_u32,
        per in 1..10_u64,
        burst in 1..20_u32,
        wait in 0..12_u64,
        steps in prop::collection::vec(step(), 1..160),
    ) {
        let mut settings = settings(max, per, burst, wait);
        let mut rate = Rate::of(&settings);
        let interval = |rate: &Rate| i64::try_from(rate.interval.0).expect("small");
        let mut model = Model {
            interval: interval(&rate),
            full: i64::from(burst) * interval(&rate),
            paid: AGES,
            now: 0,
            queue: VecDeque::new(),
            started: Vec::new(),
        };
        let (mut due, mut queue) = (LONG_AGO, Queue::default());
        // The waiters whose time has come and that were not polled.
        let mut ready: Vec<u64> = Vec::new();
        for step in steps {
            let now = time(model.now);
            let before = model.queue.clone();
            match step {
                Step::Call => {
                    let lacking = model.lacking_at(model.queue.len());
                    let lacking = Duration::from_nanos(lacking.unsigned_abs());
                    match reserve(&rate, due, now) {
                        Ok((next, wait)) => {
                            prop_assert_eq!(wait, lacking);
                            prop_assert!(wait <= settings.wait);
                            due = next;
                            if wait.is_zero() {
                                prop_assert!(model.queue.is_empty(), "no waiter is overtaken");
                                model.start();
                            } else {
                                model.queue.push_back(queue.join(now.after(wait)));
                            }
                        }
                        Err(retry_after) => {
                            prop_assert_eq!(retry_after, lacking);
                            prop_assert!(lacking > settings.wait);
                        }
                    }
                }
                Step::Drop(_) if ready.is_empty() && model.queue.is_empty() => {}
                Step::Drop(index) => {
                    let position = index.index(ready.len() + model.queue.len());
                    let (ticket, behind) = match position.checked_sub(ready.len()) {
                        None => (ready.remove(position), None),
                        Some(position) => {
                            let ticket = model.queue.remove(position).expect("a waiter");
                            (ticket, Some(model.queue.len() - position))
                        }
                    };
                    let removed = queue.cancel(ticket, now, rate.interval);
                    prop_assert_eq!(removed.given_back, behind.is_some());
                    if removed.given_back {
                        due = due.before(rate.interval);
                    }
                    prop_assert_eq!(removed.moved.len(), behind.unwrap_or(0));
                }
                Step::Poll(_) if ready.is_empty() => {}
                Step::Poll(index) => {
                    let ticket = ready.remove(index.index(ready.len()));
                    prop_assert_eq!(poll(&mut queue, ticket, now), None);
                }
                Step::Pass(nanos) => model.pass(nanos),
                Step::Back(nanos) => {
                    for ticket in ready.drain(..) {
                        prop_assert_eq!(poll(&mut queue, ticket, now), None);
                    }
                    prop_assert!(model.keeps_the_rate());
                    model.started.clear();
                    model.now -= nanos;
                    model.paid -= nanos;
                }
                Step::Reset => {
                    prop_assert!(model.keeps_the_rate());
                    model.started.clear();
                    let (next, moved) = queue.reset(&rate, now);
                    due = next;
                    prop_assert_eq!(moved.len(), model.queue.len());
                    model.paid = AGES;
                    model.pass(0);
                }
                Step::Adjust(max, per, burst, wait) => {
                    prop_assert!(model.keeps_the_rate());
                    settings = self::settings(max, per, burst, wait);
                    let old = mem::replace(&mut rate, Rate::of(&settings));
                    let (next, moved) = queue.change_rate(&old, &rate, due, now);
                    due = if next <= now { LONG_AGO } else { next };
                    prop_assert_eq!(moved.len(), model.queue.len());
                    model.adjust(interval(&rate), burst);
                }
            }
            let now = time(model.now);
            if !matches!(step, Step::Drop(_)) {
                ready.extend(before.iter().filter(|it| !model.queue.contains(it)));
            }
            for (position, ticket) in model.queue.iter().enumerate() {
                let ready_at = time(model.now + model.lacking_at(position));
                prop_assert_eq!(poll(&mut queue, *ticket, now), Some(ready_at));
            }
            let available = available(&rate, due, now);
            prop_assert_eq!(i64::from(available), model.available());
        }
        prop_assert!(model.keeps_the_rate());
    }
}

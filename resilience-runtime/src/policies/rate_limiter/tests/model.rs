//! The rate limiter's machine against a plain model, over random histories.
//!
//! The model is a line in front of a bucket that earns one permit an interval and holds `burst`: the
//! first in the line goes when there is a permit for it. Nobody has one in advance. Another rate is
//! another bucket, which lacks as many permits as the old one did.

use std::collections::VecDeque;
use std::mem;
use std::task::Waker;
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::Index;

use super::config::Settings;
use super::queue::{Queue, Turn};
use super::rate::Rate;
use super::state::{LONG_AGO, available, reserve};
use crate::support::clock::Time;

#[derive(Clone, Debug)]
enum Step {
    Call,
    /// One of those who wait, or whose time came and who have not looked, gives up.
    GiveUp(Index),
    /// One of those whose time has come looks.
    Poll(Index),
    Pass(i64),
    /// The clock steps back, once nobody is left whose time has come.
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
        4 => any::<Index>().prop_map(Step::GiveUp),
        2 => any::<Index>().prop_map(Step::Poll),
        6 => (0..3_000_000_000_i64).prop_map(Step::Pass),
        1 => (0..3_000_000_000_i64).prop_map(Step::Back),
        1 => Just(Step::Reset),
        2 => (1..20_u32, 1..10_u64, 1..20_u32, 0..12_u64)
            .prop_map(|(max, per, burst, wait)| Step::Adjust(max, per, burst, wait)),
    ]
}

/// What an unused limiter has been paid.
const AGES: i64 = i64::MAX / 4;

/// Times and permits are in nanoseconds: a permit is worth an interval.
struct Model {
    interval: i64,
    full: i64,
    /// What time has paid in, with what the bucket could not hold: a clock that steps back takes
    /// that away first.
    paid: i64,
    now: i64,
    /// The tickets of those who wait.
    line: VecDeque<u64>,
    /// When calls went, since the clock stepped back or the limiter was reset or adjusted.
    went: Vec<i64>,
}

impl Model {
    /// The bucket lacks as many permits as before, and it can lack no more than it holds; who is in
    /// the line has taken none. A permit that is to come is rounded up.
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
        self.went.clear();
        self.pass(0);
    }

    fn lacking_at(&self, position: usize) -> i64 {
        let ahead = i64::try_from(position).expect("small") * self.interval;
        (ahead + self.interval - self.paid).max(0)
    }

    fn go(&mut self) {
        self.paid = self.paid.min(self.full) - self.interval;
        self.went.push(self.now);
    }

    fn pass(&mut self, nanos: i64) {
        let end = self.now + nanos;
        while !self.line.is_empty() && self.now + self.lacking_at(0) <= end {
            let lacking = self.lacking_at(0);
            self.now += lacking;
            self.paid += lacking;
            self.line.pop_front();
            self.go();
        }
        self.paid += end - self.now;
        self.now = end;
    }

    fn available(&self) -> i64 {
        self.paid.clamp(0, self.full) / self.interval
    }

    /// In no stretch of time do more calls go than the burst and what that time earns.
    fn keeps_the_rate(&self) -> bool {
        (0..self.went.len()).all(|from| {
            let stretch = &self.went[from..];
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
        Turn::Wait(until) => Some(until),
        Turn::Ready(_) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn permits_come_at_the_rate_and_no_faster(
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
            line: VecDeque::new(),
            went: Vec::new(),
        };
        let (mut due, mut queue) = (LONG_AGO, Queue::default());
        // Those whose time has come and who have not looked.
        let mut come: Vec<u64> = Vec::new();
        for step in steps {
            let now = time(model.now);
            let before = model.line.clone();
            match step {
                Step::Call => {
                    let lacking = model.lacking_at(model.line.len());
                    let lacking = Duration::from_nanos(lacking.unsigned_abs());
                    match reserve(&rate, due, now) {
                        Ok((next, wait)) => {
                            prop_assert_eq!(wait, lacking);
                            prop_assert!(wait <= settings.wait);
                            due = next;
                            if wait.is_zero() {
                                prop_assert!(model.line.is_empty(), "nobody is overtaken");
                                model.go();
                            } else {
                                model.line.push_back(queue.join(now.after(wait)));
                            }
                        }
                        Err(retry_after) => {
                            prop_assert_eq!(retry_after, lacking);
                            prop_assert!(lacking > settings.wait);
                        }
                    }
                }
                Step::GiveUp(_) if come.is_empty() && model.line.is_empty() => {}
                Step::GiveUp(index) => {
                    let position = index.index(come.len() + model.line.len());
                    let (ticket, behind) = match position.checked_sub(come.len()) {
                        None => (come.remove(position), None),
                        Some(position) => {
                            let ticket = model.line.remove(position).expect("it waits");
                            (ticket, Some(model.line.len() - position))
                        }
                    };
                    let left = queue.cancel(ticket, now, rate.interval);
                    prop_assert_eq!(left.given_back, behind.is_some());
                    if left.given_back {
                        due = due.before(rate.interval);
                    }
                    prop_assert_eq!(left.moved.len(), behind.unwrap_or(0));
                }
                Step::Poll(_) if come.is_empty() => {}
                Step::Poll(index) => {
                    let ticket = come.remove(index.index(come.len()));
                    prop_assert_eq!(poll(&mut queue, ticket, now), None);
                }
                Step::Pass(nanos) => model.pass(nanos),
                Step::Back(nanos) => {
                    for ticket in come.drain(..) {
                        prop_assert_eq!(poll(&mut queue, ticket, now), None);
                    }
                    prop_assert!(model.keeps_the_rate());
                    model.went.clear();
                    model.now -= nanos;
                    model.paid -= nanos;
                }
                Step::Reset => {
                    prop_assert!(model.keeps_the_rate());
                    model.went.clear();
                    let (next, moved) = queue.reset(&rate, now);
                    due = next;
                    prop_assert_eq!(moved.len(), model.line.len());
                    model.paid = AGES;
                    model.pass(0);
                }
                Step::Adjust(max, per, burst, wait) => {
                    prop_assert!(model.keeps_the_rate());
                    settings = self::settings(max, per, burst, wait);
                    let old = mem::replace(&mut rate, Rate::of(&settings));
                    let (next, moved) = queue.adopt(&old, &rate, due, now);
                    due = if next <= now { LONG_AGO } else { next };
                    prop_assert_eq!(moved.len(), model.line.len());
                    model.adjust(interval(&rate), burst);
                }
            }
            let now = time(model.now);
            if !matches!(step, Step::GiveUp(_)) {
                come.extend(before.iter().filter(|it| !model.line.contains(it)));
            }
            for (position, ticket) in model.line.iter().enumerate() {
                let ready_at = time(model.now + model.lacking_at(position));
                prop_assert_eq!(poll(&mut queue, *ticket, now), Some(ready_at));
            }
            let available = available(&rate, due, now);
            prop_assert_eq!(i64::from(available), model.available());
        }
        prop_assert!(model.keeps_the_rate());
    }
}

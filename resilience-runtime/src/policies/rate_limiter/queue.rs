//! Those who wait for their permits, pure, with the time as an argument.
//!
//! | a waiter | is polled | is dropped | the limiter is reset | the rate changes |
//! |---|---|---|---|---|
//! | whose time lies ahead | waits on, with the new waker | those behind it, and the next permit, come one interval earlier | takes its permit anew, in its turn | as many permits ahead as before, of those that were taken no more than the new burst |
//! | whose time has come | goes, and leaves the queue | its permit is used | keeps its permit | keeps its permit |
//! | that has gone | – | – | – | – |
//!
//! A permit that has come counts as used, taken up or not: calls that go at once may have followed
//! it, and then it could be given back only on top of the rate.
//!
//! Wakers are foreign code: none is cloned, woken or dropped in here, where a lock is held. What is
//! done with one is the caller's.

use std::collections::VecDeque;
use std::mem;
use std::task::Waker;

use super::rate::Rate;
use super::state;
use crate::support::clock::{Nanos, Time};

#[derive(Debug, Default)]
pub(super) struct Queue {
    /// Sorted by ticket, for tickets only grow.
    waiters: VecDeque<Waiter>,
    next_ticket: u64,
}

#[derive(Debug)]
struct Waiter {
    ticket: u64,
    ready_at: Time,
    waker: Option<Waker>,
}

/// What a waiter does when it is polled.
#[derive(Debug)]
pub(super) enum Turn {
    /// It waits until then, or until its waker is woken.
    Wait(Time),
    /// It goes; its old waker is of no more use.
    Ready(Option<Waker>),
}

/// A wait that was given up.
#[derive(Debug, Default)]
pub(super) struct Removed {
    /// Whether its permit was still to come, so that the next is due an interval earlier.
    pub(super) given_back: bool,
    /// The waiter's own waker.
    pub(super) own: Option<Waker>,
    /// Those who go earlier for it, and must set their timers anew.
    pub(super) moved: Vec<Waker>,
}

impl Queue {
    /// Lets a call wait at the end.
    pub(super) fn join(&mut self, ready_at: Time) -> u64 {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.waiters.push_back(Waiter {
            ticket,
            ready_at,
            waker: None,
        });
        ticket
    }

    /// Whether the waiter goes; if not, the waker is swapped for the one that is to be woken when it
    /// goes earlier.
    pub(super) fn poll(&mut self, ticket: u64, now: Time, waker: &mut Option<Waker>) -> Turn {
        let Some(position) = self.position(ticket) else {
            return Turn::Ready(None);
        };
        let waiter = &mut self.waiters[position];
        if waiter.ready_at > now {
            mem::swap(&mut waiter.waker, waker);
            return Turn::Wait(waiter.ready_at);
        }
        Turn::Ready(self.remove(position))
    }

    /// How many wait for a time that lies ahead.
    pub(super) fn len(&self, now: Time) -> usize {
        let waits = |waiter: &&Waiter| waiter.ready_at > now;
        self.waiters.iter().filter(waits).count()
    }

    /// Ends a wait. If its permit is still to come, those behind move up.
    pub(super) fn cancel(&mut self, ticket: u64, now: Time, interval: Nanos) -> Removed {
        let Some(position) = self.position(ticket) else {
            return Removed::default();
        };
        let given_back = self.waiters[position].ready_at > now;
        let own = self.remove(position);
        let mut moved = Vec::new();
        if given_back {
            for waiter in self.waiters.range_mut(position..) {
                waiter.ready_at = waiter.ready_at.before(interval);
                moved.extend(waiter.waker.take());
            }
        }
        Removed {
            given_back,
            own,
            moved,
        }
    }

    /// Lets those who wait take their permits anew, of an unused limiter: when the next permit is
    /// due then, and whom to wake.
    pub(super) fn reset(&mut self, rate: &Rate, now: Time) -> (Time, Vec<Waker>) {
        let (mut due, mut moved) = (state::LONG_AGO, Vec::new());
        for waiter in self.waiters.iter_mut().filter(|it| it.ready_at > now) {
            let (next, wait) = state::take(rate, due, now);
            due = next;
            waiter.ready_at = now.after(wait);
            moved.extend(waiter.waker.take());
        }
        (due, moved)
    }

    /// Lets those who wait go by another rate, in their order, behind what was taken from the burst:
    /// when the next permit is due then, and whom to wake.
    pub(super) fn adopt(
        &mut self,
        old: &Rate,
        new: &Rate,
        due: Time,
        now: Time,
    ) -> (Time, Vec<Waker>) {
        let waiting = self.waiters.iter_mut().filter(|it| it.ready_at > now);
        let mut waiting = waiting.peekable();
        // What is owed to those who wait is not taken yet.
        let taken = match waiting.peek() {
            Some(first) => first.ready_at.after(old.tolerance),
            None => due,
        };
        let mut due = now.after(state::adopt(old, new, taken.nanos_since(now)));
        let mut moved = Vec::new();
        for waiter in waiting {
            waiter.ready_at = due.before(new.tolerance);
            due = due.after(new.interval);
            moved.extend(waiter.waker.take());
        }
        (due, moved)
    }

    fn position(&self, ticket: u64) -> Option<usize> {
        self.waiters
            .binary_search_by_key(&ticket, |waiter| waiter.ticket)
            .ok()
    }

    fn remove(&mut self, position: usize) -> Option<Waker> {
        self.waiters
            .remove(position)
            .and_then(|waiter| waiter.waker)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::policies::rate_limiter::config::Settings;

    const SECOND: Duration = Duration::from_secs(1);

    fn at(seconds: u32) -> Time {
        Time::ZERO.after(seconds * SECOND)
    }

    fn poll(queue: &mut Queue, ticket: u64, now: Time) -> Option<Time> {
        match queue.poll(ticket, now, &mut Some(Waker::noop().clone())) {
            Turn::Wait(until) => Some(until),
            Turn::Ready(_) => None,
        }
    }

    /// Three who wait for the first, second and third second, of whom all but the last were polled.
    fn three() -> (Queue, [u64; 3]) {
        let mut queue = Queue::default();
        let tickets = [1, 2, 3].map(|second| queue.join(at(second)));
        for (ticket, second) in tickets.into_iter().zip(1..).take(2) {
            assert_eq!(poll(&mut queue, ticket, at(0)), Some(at(second)));
        }
        (queue, tickets)
    }

    fn rate(interval: Duration, burst: u32) -> Rate {
        Rate::of(&Settings {
            max: Some(1),
            per: Some(interval),
            burst: Some(burst),
            wait: Duration::ZERO,
            enabled: true,
        })
    }

    fn reset(queue: &mut Queue, burst: u32, now: Time) -> (Time, usize) {
        let (due, moved) = queue.reset(&rate(SECOND, burst), now);
        (due, moved.len())
    }

    #[test]
    fn before_its_time_a_waiter_is_polled_dropped_or_reset() {
        let (mut queue, [first, second, third]) = three();
        let mut waker = Some(Waker::noop().clone());
        let turn = queue.poll(first, at(0), &mut waker);
        assert!(matches!(turn, Turn::Wait(until) if until == at(1)));
        assert!(waker.is_some(), "the old waker, for the new one");

        let left = queue.cancel(first, at(0), SECOND.into());
        assert!(left.given_back && left.own.is_some());
        assert_eq!(left.moved.len(), 1, "the third has nobody to wake");
        assert_eq!(poll(&mut queue, second, at(0)), Some(at(1)));
        assert_eq!(poll(&mut queue, third, at(0)), Some(at(2)));

        let now = Time::ZERO.after(SECOND / 2);
        assert_eq!(reset(&mut queue, 1, now), (now.after(2 * SECOND), 2));
        assert_eq!(poll(&mut queue, second, now), None);
        assert_eq!(poll(&mut queue, third, now), Some(now.after(SECOND)));
    }

    #[test]
    fn once_its_time_has_come_a_waiter_is_polled_dropped_or_reset() {
        let (mut queue, [first, second, third]) = three();
        assert_eq!(reset(&mut queue, 1, at(2)).0, at(3), "only the third waits");
        let turn = queue.poll(first, at(2), &mut None);
        assert!(matches!(turn, Turn::Ready(Some(_))));

        let left = queue.cancel(second, at(2), SECOND.into());
        assert!(!left.given_back && left.own.is_some() && left.moved.is_empty());
        assert_eq!(poll(&mut queue, third, at(2)), None);
    }

    #[test]
    fn a_waiter_that_has_gone_leaves_nothing_to_poll_drop_or_reset() {
        let (mut queue, tickets) = three();
        for ticket in tickets {
            assert_eq!(poll(&mut queue, ticket, at(3)), None);
            assert_eq!(poll(&mut queue, ticket, at(0)), None);
            let left = queue.cancel(ticket, at(0), SECOND.into());
            assert!(!left.given_back && left.own.is_none() && left.moved.is_empty());
        }
        assert_eq!(reset(&mut queue, 1, at(0)), (state::LONG_AGO, 0));
    }

    #[test]
    fn a_reset_lets_a_burst_of_waiters_go_and_lines_up_the_rest() {
        let (mut queue, tickets) = three();
        assert_eq!(reset(&mut queue, 2, at(0)), (at(3), 2));
        let ready_at = tickets.map(|ticket| poll(&mut queue, ticket, at(0)));
        assert_eq!(ready_at, [None, None, Some(at(1))]);
    }

    #[test]
    fn another_rate_moves_those_who_wait_and_nobody_whose_time_has_come() {
        let (mut queue, tickets) = three();
        let (due, moved) = queue.adopt(&rate(SECOND, 1), &rate(10 * SECOND, 1), at(4), at(1));
        assert_eq!(due, at(31));
        assert_eq!(moved.len(), 1, "the third has nobody to wake");
        let ready_at = tickets.map(|ticket| poll(&mut queue, ticket, at(1)));
        assert_eq!(ready_at, [None, Some(at(11)), Some(at(21))]);
        let (due, _) = queue.adopt(&rate(10 * SECOND, 1), &rate(10 * SECOND, 2), due, at(1));
        assert_eq!(due, at(31));
        let ready_at = tickets.map(|ticket| poll(&mut queue, ticket, at(1)));
        assert_eq!(ready_at, [None, None, Some(at(11))]);
    }
}

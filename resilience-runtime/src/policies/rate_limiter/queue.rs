//! The queue of calls that wait for their permits. Pure; the time is an argument.
//!
//! | a waiter | is polled | is dropped | the limiter is reset | the rate changes |
//! |---|---|---|---|---|
//! | before its time | waits, with the new waker | later waiters and the next permit move up by one interval | takes a new permit, in the order of the queue | keeps the number of permits before it; used permits count for at most the new burst |
//! | at or after its time | is admitted and leaves the queue | its permit is used | keeps its permit | keeps its permit |
//! | after it has left the queue | – | – | – | – |
//!
//! A permit counts as used from its time on, even if its waiter has not been polled. Calls that did not
//! wait may have followed it. If it were returned then, more calls would start than the rate allows.
//!
//! Wakers are foreign code: this file never clones, wakes or drops one, because a lock is held. It
//! returns them to the caller.

use std::collections::VecDeque;
use std::mem;
use std::task::Waker;

use super::rate::Rate;
use super::state;
use crate::support::clock::{Nanos, Time};

/// The waiting calls, in their order.
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// Sorted by ticket, because tickets only grow.
    waiters: VecDeque<Waiter>,
    next_ticket: u64,
}

#[derive(Debug)]
struct Waiter {
    ticket: u64,
    ready_at: Time,
    waker: Option<Waker>,
}

/// Whether a waiter that is polled is admitted.
#[derive(Debug)]
pub(super) enum Readiness {
    /// The waiter waits until that time, or until its waker is woken.
    Wait(Time),
    /// The waiter is admitted. Contains its old waker, to be dropped.
    Ready(Option<Waker>),
}

/// A waiter that was removed.
#[derive(Debug, Default)]
pub(super) struct Removed {
    /// Whether its time was still ahead, so the next permit is due one interval earlier.
    pub(super) given_back: bool,
    /// The waiter's own waker.
    pub(super) own: Option<Waker>,
    /// The wakers of waiters that moved up and must set new timers.
    pub(super) moved: Vec<Waker>,
}

impl Queue {
    /// Adds a waiter at the end; returns its ticket.
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

    /// Returns whether the waiter is admitted; if not, stores `waker` and hands the old one back.
    pub(super) fn poll(&mut self, ticket: u64, now: Time, waker: &mut Option<Waker>) -> Readiness {
        let Some(index) = self.index_of(ticket) else {
            return Readiness::Ready(None);
        };
        let waiter = &mut self.waiters[index];
        if waiter.ready_at > now {
            mem::swap(&mut waiter.waker, waker);
            return Readiness::Wait(waiter.ready_at);
        }
        Readiness::Ready(self.remove(index))
    }

    /// Returns the number of waiters whose time is still ahead.
    pub(super) fn len(&self, now: Time) -> usize {
        let waits = |waiter: &&Waiter| waiter.ready_at > now;
        self.waiters.iter().filter(waits).count()
    }

    /// Removes a waiter. If its time is still ahead, later waiters move up.
    pub(super) fn cancel(&mut self, ticket: u64, now: Time, interval: Nanos) -> Removed {
        let Some(index) = self.index_of(ticket) else {
            return Removed::default();
        };
        let given_back = self.waiters[index].ready_at > now;
        let own = self.remove(index);
        let mut moved = Vec::new();
        if given_back {
            for waiter in self.waiters.range_mut(index..) {
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

    /// Gives the waiters new permits from an unused limiter. Returns when the next permit is due, and the
    /// wakers to wake.
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

    /// Computes the waiters' times from another rate, after the permits that are used. Returns when the
    /// next permit is due, and the wakers to wake.
    pub(super) fn change_rate(
        &mut self,
        old: &Rate,
        new: &Rate,
        due: Time,
        now: Time,
    ) -> (Time, Vec<Waker>) {
        let waiting = self.waiters.iter_mut().filter(|it| it.ready_at > now);
        let mut waiting = waiting.peekable();
        // The permits of waiters are not used yet.
        let taken = match waiting.peek() {
            Some(first) => first.ready_at.after(old.tolerance),
            None => due,
        };
        let mut due = now.after(state::rescale(old, new, taken.nanos_since(now)));
        let mut moved = Vec::new();
        for waiter in waiting {
            waiter.ready_at = due.before(new.tolerance);
            due = due.after(new.interval);
            moved.extend(waiter.waker.take());
        }
        (due, moved)
    }

    fn index_of(&self, ticket: u64) -> Option<usize> {
        self.waiters
            .binary_search_by_key(&ticket, |waiter| waiter.ticket)
            .ok()
    }

    fn remove(&mut self, index: usize) -> Option<Waker> {
        self.waiters.remove(index).and_then(|waiter| waiter.waker)
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
            Readiness::Wait(until) => Some(until),
            Readiness::Ready(_) => None,
        }
    }

    /// A queue of three waiters, for seconds 1, 2 and 3. All but the last were polled.
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
        let readiness = queue.poll(first, at(0), &mut waker);
        assert!(matches!(readiness, Readiness::Wait(until) if until == at(1)));
        assert!(waker.is_some(), "the old waker is handed back");

        let removed = queue.cancel(first, at(0), SECOND.into());
        assert!(removed.given_back && removed.own.is_some());
        assert_eq!(removed.moved.len(), 1, "the third has no waker");
        assert_eq!(poll(&mut queue, second, at(0)), Some(at(1)));
        assert_eq!(poll(&mut queue, third, at(0)), Some(at(2)));

        let now = Time::ZERO.after(SECOND / 2);
        assert_eq!(reset(&mut queue, 1, now), (now.after(2 * SECOND), 2));
        assert_eq!(poll(&mut queue, second, now), None);
        assert_eq!(poll(&mut queue, third, now), Some(now.after(SECOND)));
    }

    #[test]
    fn after_its_time_a_waiter_is_polled_dropped_or_reset() {
        let (mut queue, [first, second, third]) = three();
        assert_eq!(reset(&mut queue, 1, at(2)).0, at(3), "only the third waits");
        let readiness = queue.poll(first, at(2), &mut None);
        assert!(matches!(readiness, Readiness::Ready(Some(_))));

        let removed = queue.cancel(second, at(2), SECOND.into());
        assert!(!removed.given_back && removed.own.is_some() && removed.moved.is_empty());
        assert_eq!(poll(&mut queue, third, at(2)), None);
    }

    #[test]
    fn after_a_waiter_has_left_polls_drops_and_resets_do_nothing() {
        let (mut queue, tickets) = three();
        for ticket in tickets {
            assert_eq!(poll(&mut queue, ticket, at(3)), None);
            assert_eq!(poll(&mut queue, ticket, at(0)), None);
            let removed = queue.cancel(ticket, at(0), SECOND.into());
            assert!(!removed.given_back && removed.own.is_none() && removed.moved.is_empty());
        }
        assert_eq!(reset(&mut queue, 1, at(0)), (state::LONG_AGO, 0));
    }

    #[test]
    fn a_reset_admits_a_burst_of_waiters_and_queues_the_rest() {
        let (mut queue, tickets) = three();
        assert_eq!(reset(&mut queue, 2, at(0)), (at(3), 2));
        let ready_at = tickets.map(|ticket| poll(&mut queue, ticket, at(0)));
        assert_eq!(ready_at, [None, None, Some(at(1))]);
    }

    #[test]
    fn another_rate_moves_only_waiters_whose_time_is_ahead() {
        let (mut queue, tickets) = three();
        let (due, moved) = queue.change_rate(&rate(SECOND, 1), &rate(10 * SECOND, 1), at(4), at(1));
        assert_eq!(due, at(31));
        assert_eq!(moved.len(), 1, "the third has no waker");
        let ready_at = tickets.map(|ticket| poll(&mut queue, ticket, at(1)));
        assert_eq!(ready_at, [None, Some(at(11)), Some(at(21))]);
        let (due, _) = queue.change_rate(&rate(10 * SECOND, 1), &rate(10 * SECOND, 2), due, at(1));
        assert_eq!(due, at(31));
        let ready_at = tickets.map(|ticket| poll(&mut queue, ticket, at(1)));
        assert_eq!(ready_at, [None, None, Some(at(11))]);
    }
}

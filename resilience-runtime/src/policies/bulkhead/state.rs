//! The state machine of a bulkhead: running calls, and the queue of waiting ones.
//!
//! Its table is in the documentation of [`Bulkhead`](super::Bulkhead); `tests/states.rs` checks it.
//!
//! Wakers are foreign code: this file never clones, wakes or drops one, because a lock is held. It
//! returns them to the caller.
//!
//! A permit goes directly from a call that ends to the first waiter. So none is free while a call
//! waits, and a new call cannot overtake. A waiter whose ticket has left the queue has a permit, even
//! if it has not been polled since.

use std::collections::VecDeque;
use std::mem;
use std::task::Waker;

use super::config::Settings;

/// The running calls and the queue. Its methods do not lock and do not run wakers.
#[derive(Debug, Default)]
pub(super) struct Machine {
    in_flight: u32,
    peak: u32,
    /// Sorted by ticket, because tickets only grow.
    queue: VecDeque<Waiter>,
    next_ticket: u64,
}

#[derive(Debug)]
struct Waiter {
    ticket: u64,
    waker: Option<Waker>,
}

/// The result of an attempt to take a permit.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Admission {
    Admitted,
    /// The ticket of the waiter.
    Queued(u64),
    /// No permit is free and no call may wait.
    Full {
        waiting: usize,
    },
}

/// A wait that was cancelled.
#[derive(Debug)]
pub(super) enum Cancelled {
    /// The waiter was in the queue. Contains its own waker.
    Waiting(Option<Waker>),
    /// The waiter had a permit, which was released. Contains the waker of the next waiter.
    Admitted(Option<Waker>),
}

impl Machine {
    /// Takes over the counts of calls that took the fast path.
    pub(super) fn resume(&mut self, in_flight: u64, peak: u64) {
        let count = |calls: u64| u32::try_from(calls).unwrap_or(u32::MAX);
        (self.in_flight, self.peak) = (count(in_flight), count(peak));
    }

    /// Takes a permit, or joins the queue if the call may wait.
    pub(super) fn acquire(&mut self, settings: &Settings) -> Admission {
        if self.in_flight < settings.limit() && self.queue.is_empty() {
            self.take_permit();
            return Admission::Admitted;
        }
        let room = settings
            .queue
            .is_none_or(|queue| self.queue.len() < queue as usize);
        if settings.wait.is_zero() || !room {
            return Admission::Full {
                waiting: self.queue.len(),
            };
        }
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.queue.push_back(Waiter {
            ticket,
            waker: None,
        });
        Admission::Queued(ticket)
    }

    /// Returns whether the waiter has a permit; if not, stores `waker` and hands the old one back.
    pub(super) fn poll(&mut self, ticket: u64, waker: &mut Option<Waker>) -> bool {
        match self.queue_index(ticket) {
            None => true,
            Some(index) => {
                mem::swap(&mut self.queue[index].waker, waker);
                false
            }
        }
    }

    /// Frees a permit; returns the waker of the call that it went to.
    pub(super) fn release(&mut self, settings: &Settings) -> Option<Waker> {
        self.in_flight -= 1;
        self.hand_over(settings)
    }

    /// Cancels a wait. A permit that had already been handed over goes to the next waiter.
    pub(super) fn cancel(&mut self, settings: &Settings, ticket: u64) -> Cancelled {
        match self.queue_index(ticket) {
            Some(index) => {
                Cancelled::Waiting(self.queue.remove(index).and_then(|waiter| waiter.waker))
            }
            None => Cancelled::Admitted(self.release(settings)),
        }
    }

    /// Hands a free permit to the first waiter. After `max` has grown, call it until it returns `None`.
    pub(super) fn hand_over(&mut self, settings: &Settings) -> Option<Waker> {
        while self.in_flight < settings.limit() {
            let first = self.queue.pop_front()?;
            self.take_permit();
            // A waiter that was never polled has no waker: its first poll finds the permit.
            if first.waker.is_some() {
                return first.waker;
            }
        }
        None
    }

    pub(super) fn in_flight(&self) -> u32 {
        self.in_flight
    }

    pub(super) fn waiting(&self) -> usize {
        self.queue.len()
    }

    pub(super) fn peak(&self) -> u32 {
        self.peak
    }

    fn take_permit(&mut self) {
        self.in_flight += 1;
        self.peak = self.peak.max(self.in_flight);
    }

    fn queue_index(&self, ticket: u64) -> Option<usize> {
        self.queue
            .binary_search_by_key(&ticket, |waiter| waiter.ticket)
            .ok()
    }
}

#[cfg(test)]
#[path = "tests/states.rs"]
mod tests;

//! The machine of a bulkhead: permits, and the queue of those who wait for one.
//!
//! Its table is in the documentation of [`Bulkhead`](super::Bulkhead); `state/tests.rs` walks it.
//!
//! Wakers are foreign code: none is cloned, woken or dropped in here, where a lock is held. What is
//! done with one is the caller's.
//!
//! A permit passes from hand to hand: while anyone waits none is ever free, so that a newcomer
//! cannot overtake. A waiter whose ticket has left the queue holds a permit, taken up or not.

use std::collections::VecDeque;
use std::mem;
use std::task::Waker;

use super::config::Settings;

#[derive(Debug, Default)]
pub(super) struct Machine {
    in_flight: u32,
    peak: u32,
    /// Sorted by ticket, for tickets only grow.
    queue: VecDeque<Waiter>,
    next_ticket: u64,
}

#[derive(Debug)]
struct Waiter {
    ticket: u64,
    waker: Option<Waker>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Admitted,
    Queued(u64),
    /// There is neither a permit nor room in the queue, in which so many wait.
    Full {
        waiting: usize,
    },
}

/// A wait that was given up.
#[derive(Debug)]
pub(super) enum Cancelled {
    /// It was in the queue, with its own waker.
    Waiting(Option<Waker>),
    /// It had been handed a permit, which went to another.
    Admitted(Option<Waker>),
}

impl Machine {
    /// Goes on where calls that asked nobody have left off.
    pub(super) fn resume(&mut self, in_flight: u64, peak: u64) {
        let count = |calls: u64| u32::try_from(calls).unwrap_or(u32::MAX);
        (self.in_flight, self.peak) = (count(in_flight), count(peak));
    }

    /// Asks for a permit.
    pub(super) fn acquire(&mut self, settings: &Settings) -> Entry {
        if self.in_flight < settings.limit() && self.queue.is_empty() {
            self.take_permit();
            return Entry::Admitted;
        }
        let room = settings
            .queue
            .is_none_or(|queue| self.queue.len() < queue as usize);
        if settings.wait.is_zero() || !room {
            return Entry::Full {
                waiting: self.queue.len(),
            };
        }
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.queue.push_back(Waiter {
            ticket,
            waker: None,
        });
        Entry::Queued(ticket)
    }

    /// Whether the waiter has been handed a permit; if not, the waker is swapped for the one that
    /// is to be woken when it is.
    pub(super) fn poll(&mut self, ticket: u64, waker: &mut Option<Waker>) -> bool {
        match self.position(ticket) {
            None => true,
            Some(position) => {
                mem::swap(&mut self.queue[position].waker, waker);
                false
            }
        }
    }

    /// Gives a permit back; returns the waiter that it went to.
    pub(super) fn release(&mut self, settings: &Settings) -> Option<Waker> {
        self.in_flight -= 1;
        self.hand_over(settings)
    }

    /// Ends a wait. Where the permit had been handed over already it goes on to the next waiter.
    pub(super) fn cancel(&mut self, settings: &Settings, ticket: u64) -> Cancelled {
        match self.position(ticket) {
            Some(position) => {
                Cancelled::Waiting(self.queue.remove(position).and_then(|waiter| waiter.waker))
            }
            None => Cancelled::Admitted(self.release(settings)),
        }
    }

    /// Hands a free permit to the first waiter; to be called until it returns `None` after `max`
    /// has grown.
    pub(super) fn hand_over(&mut self, settings: &Settings) -> Option<Waker> {
        while self.in_flight < settings.limit() {
            let first = self.queue.pop_front()?;
            self.take_permit();
            // A waiter that was never polled has nobody to wake: it will see its permit itself.
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

    fn position(&self, ticket: u64) -> Option<usize> {
        self.queue
            .binary_search_by_key(&ticket, |waiter| waiter.ticket)
            .ok()
    }
}

#[cfg(test)]
#[path = "tests/states.rs"]
mod tests;

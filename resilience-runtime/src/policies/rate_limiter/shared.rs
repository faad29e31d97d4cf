//! The state that all handles of a rate limiter share: an atomic word, and the queue under a lock.

use std::sync::atomic::Ordering;
use std::task::Waker;
use std::time::Duration;

use super::config::Settings;
use super::queue::{Queue, Removed, Turn};
use super::rate::{Rate, SharedRate};
use super::state;
use crate::registry;
use crate::support::clock::{self, Nanos, Time};
use crate::support::sync::{Mutex, Word, lock};

/// What stands in the word while the rate changes: the bits of the last time that can be told.
///
/// It is no more than a sign to look again with the lock in hand. Were a permit ever due at that
/// time, whoever has the lock would take it for just that.
const CHANGING: u64 = u64::MAX >> 1;

pub(super) struct Shared {
    /// When the next permit is due: the bits of a [`Time`].
    ///
    /// Swapped with `Release` and read with `Acquire`, before the clock where a call may be refused or wait:
    /// whoever sees what a call has left also sees a time that is not before that call's.
    ///
    /// While the time of anyone in the queue lies ahead, only the holder of the lock swaps it: no
    /// other call could go at once.
    ///
    /// | what stands here | who may swap it |
    /// |---|---|
    /// | a time that is overdue or within the tolerance | any call |
    /// | a time beyond the tolerance | a call that waits, a waiter that gives up: with the lock |
    /// | [`CHANGING`] | who put it there, with the lock |
    ///
    /// A swap is worked out from a word and the rate that was read after it, so it may only succeed
    /// where that word has stood at that rate: between two rates [`CHANGING`] stands here, and what
    /// follows is another word than before.
    due: Word,
    /// What the settings in `core` amount to.
    rate: SharedRate,
    locked: Mutex<Locked>,
}

struct Locked {
    settings: Settings,
    queue: Queue,
    /// How many overdue times were put into the word.
    overdue: u64,
    /// When it was switched off: the settings until then, and when the next permit was due.
    before_disable: Option<(Settings, Time)>,
}

impl Locked {
    /// The time for the word: where it is overdue, one that has never stood there, so that no call
    /// takes it for the one that it has read.
    fn never_stored(&mut self, due: Time, now: Time) -> Time {
        if due > now {
            return due;
        }
        self.overdue += 1;
        state::LONG_AGO.after(Duration::from_nanos(self.overdue))
    }

    /// When the next permit is due of a limiter that is switched on again: what was taken before it
    /// was switched off stays taken.
    ///
    /// A word that was there before at another rate is never there again.
    fn resume(&mut self, rate: &Rate, now: Time) -> Time {
        let Some((settings, due)) = self.before_disable.take() else {
            return state::LONG_AGO;
        };
        let ahead = state::adopt(&Rate::of(&settings), rate, due.nanos_since(now));
        now.after(ahead).before(Duration::from_nanos(1))
    }
}

/// A call that was not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Admitted,
    Queued(u64),
}

impl Shared {
    pub(super) fn new(settings: &Settings) -> Self {
        let locked = Locked {
            settings: *settings,
            queue: Queue::default(),
            overdue: 0,
            before_disable: None,
        };
        Self {
            due: Word::new(state::LONG_AGO.to_bits()),
            rate: SharedRate::new(Rate::of(settings)),
            locked: Mutex::new(locked),
        }
    }

    pub(super) fn settings(&self) -> Settings {
        lock(&self.locked).settings
    }

    /// How many calls wait.
    pub(super) fn waiting(&self) -> usize {
        lock(&self.locked).queue.len(clock::now())
    }

    /// How many calls could go at once. The lock keeps the rate from changing meanwhile.
    pub(super) fn available(&self) -> u32 {
        let locked = lock(&self.locked);
        if !locked.settings.enabled {
            return u32::MAX;
        }
        let due = Time::from_bits(self.due.load(Ordering::Acquire));
        state::available(&self.rate.get(), due, clock::now())
    }

    /// Takes a permit that is there. Without one nothing has changed; nothing is ever there at [`CHANGING`].
    ///
    /// The clock is read first, once, so that little time lies between a word that is read and its swap. A call
    /// that came later may have left the word meanwhile: then a permit was due at that later time, and the word
    /// counts, not the clock.
    #[inline]
    pub(super) fn take(&self) -> bool {
        let now = clock::now();
        loop {
            let due = self.due.load(Ordering::Acquire);
            let (next, wait) = state::take(&self.rate.get(), Time::from_bits(due), now);
            if wait != Nanos(0) {
                return false;
            }
            if self.swap(due, next) {
                return true;
            }
        }
    }

    /// Takes a permit that is there, or a ticket for one that is to come. Only the latter locks, and
    /// a call that comes while the rate changes.
    ///
    /// # Errors
    ///
    /// The time until a permit comes, where that is longer than the caller may wait.
    pub(super) fn enter(&self) -> Result<Entry, Duration> {
        let mut locked = None;
        loop {
            let due = self.due.load(Ordering::Acquire);
            if due == CHANGING && locked.is_none() {
                locked = Some(lock(&self.locked));
                continue;
            }
            let (rate, now) = (self.rate.get(), clock::now());
            match state::reserve(&rate, Time::from_bits(due), now) {
                // Everything is looked at again, for it may have changed before the lock was there.
                Ok((_, wait)) if !wait.is_zero() && locked.is_none() => {
                    locked = Some(lock(&self.locked));
                }
                Ok((next, wait)) if self.swap(due, next) => {
                    return Ok(match locked {
                        Some(mut locked) if !wait.is_zero() => {
                            Entry::Queued(locked.queue.join(now.after(wait)))
                        }
                        _ => Entry::Admitted,
                    });
                }
                // A refusal swaps nothing, so it has to ask whether what it has read belongs together:
                // the word first, for by the same interval it may be as it was before the change.
                Err(wait) if self.due.load(Ordering::Acquire) == due && self.rate.get() == rate => {
                    return Err(wait);
                }
                _ => {}
            }
        }
    }

    /// When the waiter goes, if not now; `waker` is woken when that changes.
    pub(super) fn poll(&self, ticket: u64, waker: &Waker) -> Option<Time> {
        let mut waker = Some(waker.clone());
        let turn = lock(&self.locked)
            .queue
            .poll(ticket, clock::now(), &mut waker);
        match turn {
            Turn::Wait(until) => Some(until),
            Turn::Ready(own) => {
                drop(own);
                None
            }
        }
    }

    pub(super) fn cancel(&self, ticket: u64) {
        let Removed { own, moved, .. } = {
            let locked = &mut *lock(&self.locked);
            let interval = self.rate.get().interval;
            let due = self.due.load(Ordering::Acquire);
            let left = locked.queue.cancel(ticket, clock::now(), interval);
            if left.given_back {
                // Fails only where a call went at once in between. Then the time of all in the
                // queue has come, and the permit is used.
                let _ = self.swap(due, Time::from_bits(due).before(interval));
            }
            left
        };
        drop(own);
        moved.into_iter().for_each(Waker::wake);
    }

    pub(super) fn reset(&self) {
        let moved = {
            let locked = &mut *lock(&self.locked);
            let now = clock::now();
            locked.before_disable = None;
            let (due, moved) = locked.queue.reset(&self.rate.get(), now);
            let due = locked.never_stored(due, now);
            self.due.store(due.to_bits(), Ordering::Release);
            moved
        };
        moved.into_iter().for_each(Waker::wake);
    }

    /// Puts `new` in the place of `old`, unless something else stands there by now.
    pub(super) fn adopt(&self, old: &Settings, new: &Settings) -> bool {
        let moved = {
            let locked = &mut *lock(&self.locked);
            if !registry::replace(&mut locked.settings, old, new) {
                return false;
            }
            let switched = (old.enabled, new.enabled);
            let (was, old, new) = (*old, Rate::of(old), Rate::of(new));
            let word = self.due.swap(CHANGING, Ordering::AcqRel);
            self.rate.set(new);
            let now = clock::now();
            let (mut due, moved) = locked.queue.adopt(&old, &new, Time::from_bits(word), now);
            match switched {
                (true, false) => locked.before_disable = Some((was, Time::from_bits(word))),
                (false, true) => due = locked.resume(&new, now),
                _ => {}
            }
            let mut due = locked.never_stored(due, now);
            // By the same interval the same word is right for a swap that was worked out before.
            if due.to_bits() == word && old.interval != new.interval {
                due = due.before(Duration::from_nanos(1));
            }
            self.due.store(due.to_bits(), Ordering::Release);
            moved
        };
        moved.into_iter().for_each(Waker::wake);
        true
    }

    fn swap(&self, due: u64, next: Time) -> bool {
        let next = next.to_bits();
        self.due
            .compare_exchange(due, next, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }
}

#[cfg(all(test, not(resilience_loom)))]
#[path = "tests/word.rs"]
mod tests;

//! The state that all handles of a rate limiter share: an atomic word, and the queue under a lock.

use std::sync::atomic::Ordering;
use std::task::Waker;
use std::time::Duration;

use super::config::Settings;
use super::queue::{Queue, Readiness, Removed};
use super::rate::{Rate, SharedRate};
use super::state;
use crate::registry;
use crate::support::clock::{self, Nanos, Time};
use crate::support::sync::{Mutex, Word, lock};

/// The value of the word while the rate changes: the bits of the last [`Time`].
///
/// A call that reads it takes the lock and reads again. If a permit was ever really due at that time,
/// the holder of the lock would treat the word as that time.
const CHANGING: u64 = u64::MAX >> 1;

/// The state of one rate limiter, shared by all of its handles.
pub(super) struct Shared {
    /// When the next permit is due: the bits of a [`Time`].
    ///
    /// Stored with `Release` and loaded with `Acquire`. A call that may wait or be rejected loads it before
    /// it reads the clock, so its time is not before the time of the call that stored the word.
    ///
    /// While any waiter's time is ahead, only the holder of the lock changes the word, because no
    /// new call can start at once.
    ///
    /// | value | who may change it |
    /// |---|---|
    /// | a time that is overdue or within the tolerance | any call |
    /// | a time beyond the tolerance | a call that starts to wait or a waiter that is cancelled, with the lock |
    /// | [`CHANGING`] | the thread that stored it, with the lock |
    ///
    /// A call computes the new word from the old word and the rate that it read afterwards. Its
    /// compare-and-swap must fail if the rate changed in between. So a change of the rate stores
    /// [`CHANGING`] first, and afterwards a word that differs from the one before.
    due: Word,
    /// The rate of the settings in `locked`, for calls without the lock.
    rate: SharedRate,
    locked: Mutex<Locked>,
}

/// The part of a rate limiter that its lock guards.
struct Locked {
    settings: Settings,
    queue: Queue,
    /// How many overdue times were stored in the word.
    overdue: u64,
    /// While disabled: the settings before that, and when the next permit was due.
    before_disable: Option<(Settings, Time)>,
}

impl Locked {
    /// Returns the time to store in the word: `due`, or if it is overdue, a time that was never stored.
    ///
    /// So a call that has loaded the word before cannot mistake the new word for the old one.
    fn never_stored(&mut self, due: Time, now: Time) -> Time {
        if due > now {
            return due;
        }
        self.overdue += 1;
        state::LONG_AGO.after(Duration::from_nanos(self.overdue))
    }

    /// Returns when the next permit of a limiter that is enabled again is due.
    ///
    /// Permits that were used before it was disabled stay used. The time differs by 1 ns from the one
    /// that the word had then, so no word is stored twice with different rates.
    fn resume(&mut self, rate: &Rate, now: Time) -> Time {
        let Some((settings, due)) = self.before_disable.take() else {
            return state::LONG_AGO;
        };
        let ahead = state::rescale(&Rate::of(&settings), rate, due.nanos_since(now));
        now.after(ahead).before(Duration::from_nanos(1))
    }
}

/// The result for a call that is not rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    Admitted,
    /// The ticket of the waiter.
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

    /// Returns the number of waiting calls.
    pub(super) fn waiting(&self) -> usize {
        lock(&self.locked).queue.len(clock::now())
    }

    /// Returns how many calls could start now. The lock keeps the rate from changing meanwhile.
    pub(super) fn available(&self) -> u32 {
        let locked = lock(&self.locked);
        if !locked.settings.enabled {
            return u32::MAX;
        }
        let due = Time::from_bits(self.due.load(Ordering::Acquire));
        state::available(&self.rate.get(), due, clock::now())
    }

    /// Takes a permit if one is available. Never takes one while the word is [`CHANGING`].
    ///
    /// Reads the clock once, before the word, so that the time between the load and the swap of the word is
    /// short. A later call may change the word in between. Then a permit was due at that later time, so the
    /// word decides, not the clock.
    #[inline]
    pub(super) fn try_acquire(&self) -> bool {
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

    /// Takes a permit if one is available, else joins the queue.
    ///
    /// Takes the lock only to join the queue, or while the rate changes.
    ///
    /// # Errors
    ///
    /// The time until a permit is available, if that is longer than the caller may wait.
    pub(super) fn acquire_or_queue(&self) -> Result<Admission, Duration> {
        let mut locked = None;
        loop {
            let due = self.due.load(Ordering::Acquire);
            if due == CHANGING && locked.is_none() {
                locked = Some(lock(&self.locked));
                continue;
            }
            let (rate, now) = (self.rate.get(), clock::now());
            match state::reserve(&rate, Time::from_bits(due), now) {
                // Reads everything again: it may have changed before the lock was taken.
                Ok((_, wait)) if !wait.is_zero() && locked.is_none() => {
                    locked = Some(lock(&self.locked));
                }
                Ok((next, wait)) if self.swap(due, next) => {
                    return Ok(match locked {
                        Some(mut locked) if !wait.is_zero() => {
                            Admission::Queued(locked.queue.join(now.after(wait)))
                        }
                        _ => Admission::Admitted,
                    });
                }
                // A rejection swaps nothing, so it checks that the word and the rate belong together. It loads
                // the word first: if the interval is unchanged, a change may store the same word again.
                Err(wait) if self.due.load(Ordering::Acquire) == due && self.rate.get() == rate => {
                    return Err(wait);
                }
                _ => {}
            }
        }
    }

    /// Returns when the waiter is admitted, or `None` if it is admitted now.
    ///
    /// Wakes `waker` when that time changes.
    pub(super) fn poll(&self, ticket: u64, waker: &Waker) -> Option<Time> {
        let mut waker = Some(waker.clone());
        let readiness = lock(&self.locked)
            .queue
            .poll(ticket, clock::now(), &mut waker);
        match readiness {
            Readiness::Wait(until) => Some(until),
            Readiness::Ready(own) => {
                drop(own);
                None
            }
        }
    }

    /// Removes a waiter. If its time is still ahead, later waiters move up.
    pub(super) fn cancel(&self, ticket: u64) {
        let Removed { own, moved, .. } = {
            let locked = &mut *lock(&self.locked);
            let interval = self.rate.get().interval;
            let due = self.due.load(Ordering::Acquire);
            let removed = locked.queue.cancel(ticket, clock::now(), interval);
            if removed.given_back {
                // Fails only if a call started at once in between. Then the time of every waiter
                // has come, and the permit is used.
                let _ = self.swap(due, Time::from_bits(due).before(interval));
            }
            removed
        };
        drop(own);
        moved.into_iter().for_each(Waker::wake);
    }

    /// Makes the whole burst available, to waiting calls first.
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

    /// Applies `new` unless the current settings are no longer `old`; returns whether it did.
    pub(super) fn replace_settings(&self, old: &Settings, new: &Settings) -> bool {
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
            let (mut due, moved) = locked
                .queue
                .change_rate(&old, &new, Time::from_bits(word), now);
            match switched {
                (true, false) => locked.before_disable = Some((was, Time::from_bits(word))),
                (false, true) => due = locked.resume(&new, now),
                _ => {}
            }
            let mut due = locked.never_stored(due, now);
            // With an unchanged interval, a word computed before the change is still right. Otherwise the
            // word must differ.
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

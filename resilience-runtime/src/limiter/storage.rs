//! Where the machine of a rate limiter is kept: an atomic word, and the queue under a lock.

use std::sync::atomic::Ordering;
use std::task::Waker;
use std::time::Duration;

use super::config::Settings;
use super::queue::{Left, Queue, Turn};
use super::rate::{Rate, SharedRate};
use super::state;
use crate::clock::{self, Nanos, Time};
use crate::registry;
use crate::sync::{Mutex, Word, lock};

/// What stands in the word while the rate changes: the bits of the last time that can be told.
///
/// It is no more than a sign to look again with the lock in hand. Were a permit ever due at that
/// time, whoever has the lock would take it for just that.
const CHANGING: u64 = u64::MAX >> 1;

pub(super) struct Storage {
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
    core: Mutex<Core>,
}

struct Core {
    settings: Settings,
    queue: Queue,
    /// How many overdue times were put into the word.
    overdue: u64,
    /// When it was switched off: the settings until then, and when the next permit was due.
    kept: Option<(Settings, Time)>,
}

impl Core {
    /// The time for the word: where it is overdue, one that has never stood there, so that no call
    /// takes it for the one that it has read.
    fn unseen(&mut self, due: Time, now: Time) -> Time {
        if due > now {
            return due;
        }
        self.overdue += 1;
        state::UNUSED.after(Duration::from_nanos(self.overdue))
    }

    /// When the next permit is due of a limiter that is switched on again: what was taken before it
    /// was switched off stays taken.
    ///
    /// A word that was there before at another rate is never there again.
    fn resume(&mut self, rate: &Rate, now: Time) -> Time {
        let Some((settings, due)) = self.kept.take() else {
            return state::UNUSED;
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

impl Storage {
    pub(super) fn new(settings: &Settings) -> Self {
        let core = Core {
            settings: *settings,
            queue: Queue::default(),
            overdue: 0,
            kept: None,
        };
        Self {
            due: Word::new(state::UNUSED.to_bits()),
            rate: SharedRate::new(Rate::of(settings)),
            core: Mutex::new(core),
        }
    }

    pub(super) fn settings(&self) -> Settings {
        lock(&self.core).settings
    }

    /// How many calls wait.
    pub(super) fn waiting(&self) -> usize {
        lock(&self.core).queue.len(clock::now())
    }

    /// How many calls could go at once. The lock keeps the rate from changing meanwhile.
    pub(super) fn available(&self) -> u32 {
        let core = lock(&self.core);
        if !core.settings.enabled {
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
        let mut core = None;
        loop {
            let due = self.due.load(Ordering::Acquire);
            if due == CHANGING && core.is_none() {
                core = Some(lock(&self.core));
                continue;
            }
            let (rate, now) = (self.rate.get(), clock::now());
            match state::reserve(&rate, Time::from_bits(due), now) {
                // Everything is looked at again, for it may have changed before the lock was there.
                Ok((_, wait)) if !wait.is_zero() && core.is_none() => {
                    core = Some(lock(&self.core));
                }
                Ok((next, wait)) if self.swap(due, next) => {
                    return Ok(match core {
                        Some(mut core) if !wait.is_zero() => {
                            Entry::Queued(core.queue.join(now.after(wait)))
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
        let turn = lock(&self.core)
            .queue
            .poll(ticket, clock::now(), &mut waker);
        match turn {
            Turn::Waits(until) => Some(until),
            Turn::Goes(own) => {
                drop(own);
                None
            }
        }
    }

    pub(super) fn give_up(&self, ticket: u64) {
        let Left { own, moved, .. } = {
            let core = &mut *lock(&self.core);
            let interval = self.rate.get().interval;
            let due = self.due.load(Ordering::Acquire);
            let left = core.queue.give_up(ticket, clock::now(), interval);
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
            let core = &mut *lock(&self.core);
            let now = clock::now();
            core.kept = None;
            let (due, moved) = core.queue.reset(&self.rate.get(), now);
            let due = core.unseen(due, now);
            self.due.store(due.to_bits(), Ordering::Release);
            moved
        };
        moved.into_iter().for_each(Waker::wake);
    }

    /// Puts `new` in the place of `old`, unless something else stands there by now.
    pub(super) fn adopt(&self, old: &Settings, new: &Settings) -> bool {
        let moved = {
            let core = &mut *lock(&self.core);
            if !registry::replace(&mut core.settings, old, new) {
                return false;
            }
            let switched = (old.enabled, new.enabled);
            let (was, old, new) = (*old, Rate::of(old), Rate::of(new));
            let word = self.due.swap(CHANGING, Ordering::AcqRel);
            self.rate.set(new);
            let now = clock::now();
            let (mut due, moved) = core.queue.adopt(&old, &new, Time::from_bits(word), now);
            match switched {
                (true, false) => core.kept = Some((was, Time::from_bits(word))),
                (false, true) => due = core.resume(&new, now),
                _ => {}
            }
            let mut due = core.unseen(due, now);
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
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn settings(max: u32, per: Duration, burst: u32) -> Settings {
        Settings {
            max: Some(max),
            per: Some(per),
            burst: Some(burst),
            wait: Duration::ZERO,
            enabled: true,
        }
    }

    #[test]
    fn a_call_that_does_not_wait_takes_no_lock() {
        let storage = Storage::new(&settings(1, HOUR, 2));
        let held = lock(&storage.core);
        for admitted in [true, true, false] {
            assert_eq!(storage.enter().is_ok(), admitted);
        }
        drop(held);
        assert_eq!(storage.available(), 0);
    }

    #[test]
    fn a_call_that_comes_while_the_rate_changes_waits_for_the_lock() {
        let storage = Storage::new(&settings(1, HOUR, 1));
        let held = lock(&storage.core);
        let word = storage.due.swap(CHANGING, Ordering::AcqRel);
        std::thread::scope(|scope| {
            let call = scope.spawn(|| storage.enter());
            for _ in 0..1_000 {
                std::thread::yield_now();
                assert!(!call.is_finished());
            }
            storage.due.store(word, Ordering::Release);
            drop(held);
            let entry = call.join().expect("no panic");
            assert_eq!(entry, Ok(Entry::Admitted));
        });
    }

    /// A word that was read before a change is never there again after it.
    #[test]
    fn no_change_leaves_the_word_that_was_there() {
        let (slow, fast) = (settings(1, HOUR, 1), settings(1, HOUR / 2, 2));
        let storage = Storage::new(&slow);
        let mut seen = vec![storage.due.load(Ordering::Relaxed)];
        let mut unseen = || {
            let word = storage.due.load(Ordering::Relaxed);
            assert!(!seen.contains(&word) && word != CHANGING);
            seen.push(word);
        };
        for _ in 0..3 {
            assert!(storage.adopt(&slow, &fast));
            unseen();
            storage.reset();
            unseen();
            assert!(!storage.adopt(&slow, &fast), "it is not in force");
            assert!(storage.adopt(&fast, &slow));
            unseen();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_word_that_would_be_the_same_at_another_rate_is_told_apart() {
        let (fast, slow) = (settings(10, HOUR, 10), settings(1, HOUR, 1));
        let storage = Storage::new(&fast);
        while storage.enter().is_ok() {}
        let word = storage.due.load(Ordering::Relaxed);
        assert!(storage.adopt(&fast, &slow));
        let full = Time::from_bits(word).before(Duration::from_nanos(1));
        assert_eq!(storage.due.load(Ordering::Relaxed), full.to_bits());
    }

    #[tokio::test(start_paused = true)]
    async fn a_limiter_that_is_switched_off_lets_all_go_and_what_was_taken_before_stays_taken() {
        let on = settings(2, HOUR, 2);
        let off = Settings {
            enabled: false,
            ..on
        };
        let other = Settings {
            burst: Some(3),
            ..off
        };
        let storage = Storage::new(&on);
        assert_eq!(storage.enter(), Ok(Entry::Admitted));
        let word = storage.due.load(Ordering::Relaxed);
        assert!(storage.adopt(&on, &off));
        assert_eq!(storage.available(), u32::MAX);
        for _ in 0..1_000 {
            assert_eq!(storage.enter(), Ok(Entry::Admitted));
        }
        assert!(storage.adopt(&off, &other), "it stays off");
        assert_eq!(storage.enter(), Ok(Entry::Admitted));
        assert!(storage.adopt(&other, &on));
        assert_eq!(storage.available(), 1, "as before");
        assert_ne!(
            storage.due.load(Ordering::Relaxed),
            word,
            "never there again"
        );
        assert!(storage.enter().is_ok() && storage.enter().is_err());

        assert!(storage.adopt(&on, &off));
        tokio::time::advance(HOUR / 2).await;
        assert!(storage.adopt(&off, &on));
        assert_eq!(storage.available(), 1, "time has passed");

        assert!(storage.enter().is_ok() && storage.adopt(&on, &off));
        storage.reset();
        assert!(storage.adopt(&off, &on));
        assert_eq!(storage.available(), 2);
    }

    #[test]
    fn who_waits_goes_when_the_limiter_is_switched_off() {
        let on = Settings {
            wait: 9 * HOUR,
            ..settings(1, HOUR, 1)
        };
        let off = Settings {
            enabled: false,
            ..on
        };
        let storage = Storage::new(&on);
        assert_eq!(storage.enter(), Ok(Entry::Admitted));
        let Ok(Entry::Queued(ticket)) = storage.enter() else {
            panic!("it waits");
        };
        assert!(storage.poll(ticket, Waker::noop()).is_some());
        assert!(storage.adopt(&on, &off));
        assert!(storage.poll(ticket, Waker::noop()).is_none());
        assert!(storage.adopt(&off, &on));
        assert!(matches!(storage.enter(), Ok(Entry::Queued(_))));
    }
}

//! The state that all handles of a bulkhead share: an atomic word, and the queue under a lock.

use std::fmt;
use std::sync::atomic::Ordering;
use std::task::Waker;
use std::time::Duration;

use super::config::{MAX_IN_FLIGHT, Settings};
use super::durations;
use super::snapshot::BulkheadSnapshot;
use super::state::{Admission, Cancelled, Machine};
use crate::observe::events::{self, Event};
use crate::observe::timing::{Stopwatch, Timing};
use crate::registry;
use crate::support::counter::StripedCounter;
use crate::support::sync::{Mutex, Word, lock};
use crate::{Name, Rejected};

/// The state of one bulkhead, shared by all of its handles.
pub(super) struct Shared {
    pub(super) name: Name,
    /// The number of running calls.
    ///
    /// | bits | meaning |
    /// |---|---|
    /// | 0–30 | calls in flight |
    /// | 31 | [`LOCKED`]: only the holder of the lock changes the word |
    /// | 32–62 | the most in flight that there were |
    ///
    /// The bit is set while the state machine works and while any call waits. A permit that is dropped then
    /// goes to the first waiter, and a new call to the end of the queue.
    word: Word,
    /// The limits from the settings.
    ///
    /// | bits | meaning |
    /// |---|---|
    /// | 0–31 | the most calls that may run |
    /// | 63 | [`NO_QUEUE`]: no call may wait |
    ///
    /// A call that loads it during a change counts as one before or after the change: `Relaxed`.
    limits: Word,
    locked: Mutex<Locked>,
    /// [`REJECTED`].
    totals: StripedCounter<1>,
    pub(super) running: Timing,
    pub(super) waiting: Timing,
}

/// The part of a bulkhead that its lock guards.
pub(super) struct Locked {
    settings: Settings,
    machine: Machine,
}

const REJECTED: usize = 0;

const LOCKED: u64 = 1 << 31;
const NO_QUEUE: u64 = 1 << 63;
const PEAK: u32 = 32;

const fn in_flight(word: u64) -> u64 {
    word & MAX_IN_FLIGHT as u64
}

const fn peak(word: u64) -> u64 {
    word >> PEAK
}

/// Returns the lower half of the word, to compare with the limit. The [`LOCKED`] bit makes it larger than any
/// limit, so a locked word always looks full.
#[allow(clippy::cast_possible_truncation, reason = "the half of the word")]
const fn occupied(word: u64) -> u32 {
    word as u32
}

/// Whether no slot is free and no call may wait for one. While the word is held, the machine knows.
#[inline]
const fn is_full(word: u64, limits: u64) -> bool {
    occupied(word) >= occupied(limits) && word & LOCKED == 0 && limits & NO_QUEUE != 0
}

const fn pack(in_flight: u64, peak: u64) -> u64 {
    in_flight | peak << PEAK
}

/// Adds one call and raises the peak.
#[cold]
const fn with_new_peak(word: u64) -> u64 {
    let running = in_flight(word) + 1;
    pack(running, running)
}

fn limits(settings: &Settings) -> u64 {
    let at_once = if settings.wait.is_zero() || settings.queue == Some(0) {
        NO_QUEUE
    } else {
        0
    };
    u64::from(settings.limit()) | at_once
}

impl Shared {
    pub(super) fn new(name: Name, settings: &Settings) -> Self {
        let running = Timing::new(durations::CALL, &name);
        let waiting = Timing::new(durations::WAIT, &name);
        Self {
            name,
            word: Word::new(0),
            limits: Word::new(limits(settings)),
            locked: Mutex::new(Locked {
                settings: *settings,
                machine: Machine::default(),
            }),
            totals: StripedCounter::default(),
            running,
            waiting,
        }
    }

    /// Takes a slot (`Some(true)`), finds none (`Some(false)`), or needs the lock (`None`).
    #[inline]
    pub(super) fn try_acquire(&self) -> Option<bool> {
        let mut word = self.word.load(Ordering::Relaxed);
        loop {
            let limits = self.limits.load(Ordering::Relaxed);
            if occupied(word) >= occupied(limits) {
                return is_full(word, limits).then_some(false);
            }
            let next = if occupied(word) < occupied(word >> PEAK) {
                word + 1
            } else {
                with_new_peak(word)
            };
            match self.swap(word, next) {
                Ok(_) => return Some(true),
                Err(changed) => word = changed,
            }
        }
    }

    /// Whether no slot is free and no call may wait for one.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        let word = self.word.load(Ordering::Relaxed);
        let limits = self.limits.load(Ordering::Relaxed);
        is_full(word, limits)
    }

    /// Takes a slot or joins the queue, under the lock; also returns the longest wait.
    #[cold]
    pub(super) fn acquire_or_queue(&self) -> (Admission, Duration) {
        self.with_machine(|Locked { settings, machine }| (machine.acquire(settings), settings.wait))
    }

    /// Returns whether the waiter has a slot now; if not, wakes `waker` when it gets one.
    pub(super) fn poll(&self, ticket: u64, waker: &Waker) -> bool {
        let mut waker = Some(waker.clone());
        let admitted = lock(&self.locked).machine.poll(ticket, &mut waker);
        drop(waker);
        admitted
    }

    /// Records the start of a call that did not wait.
    #[inline]
    pub(super) fn start(&self) -> Stopwatch {
        let began = Stopwatch::start();
        self.waiting.none(began);
        began
    }

    /// Records the end of a call and frees its slot.
    #[inline]
    pub(super) fn end(&self, began: Stopwatch) {
        self.running.lap(began);
        self.release();
    }

    /// Frees a slot.
    #[inline]
    pub(super) fn release(&self) {
        let mut word = self.word.load(Ordering::Relaxed);
        while word & LOCKED == 0 {
            match self.swap(word, word - 1) {
                Ok(_) => return,
                Err(changed) => word = changed,
            }
        }
        self.release_slow();
    }

    #[cold]
    fn release_slow(&self) {
        let woken = self.with_machine(|Locked { settings, machine }| machine.release(settings));
        woken.into_iter().for_each(Waker::wake);
    }

    /// Removes a waiter from the queue, or releases the slot that it was given.
    pub(super) fn cancel(&self, ticket: u64) {
        let cancelled =
            self.with_machine(|Locked { settings, machine }| machine.cancel(settings, ticket));
        match cancelled {
            Cancelled::Admitted(woken) => woken.into_iter().for_each(Waker::wake),
            Cancelled::Waiting(own) => drop(own),
        }
    }

    pub(super) fn settings(&self) -> Settings {
        lock(&self.locked).settings
    }

    /// Applies `new` unless the current settings are no longer `old`; returns whether it did.
    pub(super) fn replace_settings(&self, old: &Settings, new: &Settings) -> bool {
        let woken: Option<Vec<_>> = self.with_machine(|locked| {
            registry::replace(&mut locked.settings, old, new).then(|| {
                self.limits.store(limits(new), Ordering::Relaxed);
                std::iter::from_fn(|| locked.machine.hand_over(new)).collect()
            })
        });
        let replaced = woken.is_some();
        woken.into_iter().flatten().for_each(Waker::wake);
        replaced
    }

    pub(super) fn snapshot(&self) -> BulkheadSnapshot {
        let locked = lock(&self.locked);
        let word = self.word.load(Ordering::Acquire);
        let count = |bits: u64| u32::try_from(bits).unwrap_or(u32::MAX);
        BulkheadSnapshot {
            name: self.name.clone(),
            settings: locked.settings.to_string(),
            declared: None,
            enabled: locked.settings.enabled,
            max: locked.settings.max(),
            queue: locked.settings.queue,
            in_flight: count(in_flight(word)),
            waiting: locked.machine.waiting(),
            peak: count(peak(word)),
            rejected: self.totals.get(REJECTED),
            #[cfg(feature = "timed")]
            admitted: self.waiting.count(),
            #[cfg(feature = "latency")]
            latency: None,
            #[cfg(feature = "latency")]
            waited: None,
        }
    }

    /// Returns the number of waiting calls.
    pub(super) fn waiting(&self) -> usize {
        lock(&self.locked).machine.waiting()
    }

    /// Counts a rejection and emits its event; `waiting` other calls wait.
    #[inline]
    pub(super) fn record_rejection(&self, waiting: usize) {
        self.totals.add(REJECTED);
        events::emit(move || Event::Rejected {
            rejected: self.rejected(waiting),
        });
    }

    /// Returns the rejection for the caller.
    #[inline]
    pub(super) fn rejected(&self, waiting: usize) -> Rejected {
        let limits = self.limits.load(Ordering::Relaxed);
        Rejected::BulkheadFull {
            name: self.name.clone(),
            max: occupied(limits),
            waiting,
        }
    }

    /// Runs `work` on the state machine with the word locked.
    fn with_machine<R>(&self, work: impl FnOnce(&mut Locked) -> R) -> R {
        let locked = &mut *lock(&self.locked);
        let before = self.word.fetch_or(LOCKED, Ordering::AcqRel);
        locked.machine.resume(in_flight(before), peak(before));
        let result = work(locked);
        let Locked { machine, .. } = locked;
        let locked_bit = if machine.waiting() > 0 { LOCKED } else { 0 };
        let after = pack(machine.in_flight().into(), machine.peak().into());
        self.word.store(after | locked_bit, Ordering::Release);
        result
    }

    #[inline]
    fn swap(&self, word: u64, next: u64) -> Result<u64, u64> {
        self.word
            .compare_exchange_weak(word, next, Ordering::AcqRel, Ordering::Relaxed)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Bulkhead").field(&self.snapshot()).finish()
    }
}

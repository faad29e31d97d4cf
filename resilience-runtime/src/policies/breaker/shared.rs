//! The state that all handles of a breaker share.
//!
//! The only file that locks the state machine, publishes the words of the fast path and emits transitions.

use std::sync::atomic::{AtomicU64, Ordering};

use super::config::Settings;
use super::durations;
use super::hot_word::HotWord;
use super::locked::Locked;
use super::open_circuit::OpenCircuit;
use super::pending::PendingSuccesses;
use super::state::{Completed, Mode};
use super::ticket::Ticket;
use crate::observe::events::{self, Event};
use crate::observe::timing::{IS_TIMED, Timing};
use crate::support::clock::{self, Time};
use crate::support::counter::StripedCounter;
use crate::support::sync::{Mutex, Word, lock};
use crate::{CircuitState, Name, Rejected, Verdict};

/// The state of one breaker, shared by all of its handles.
pub(super) struct Shared {
    pub(super) name: Name,
    /// The bits of the [`HotWord`]. Stored with `Release` under the lock and loaded with `Acquire`, so that a
    /// thread that sees a token also sees everything stored before it.
    hot_word: Word,
    /// The end of the cooldown as the bits of a [`Time`]; `Time::FIRST` if a call must take the lock. Stored
    /// before the hot word. A call that loads an old value is rejected by the state of that moment, so
    /// `Relaxed` is enough.
    open_until: Word,
    /// Successes that the state machine has not counted yet, in the mode `DeferSuccesses`.
    pending: PendingSuccesses,
    /// The end of the time in which successes may be pending, as the bits of a [`Time`]; `Time::LAST` if there
    /// is none. A call that loads an old value takes the lock, so `Relaxed` is enough.
    defer_until: Word,
    /// The duration in nanoseconds from which a success is slow. It orders no other memory: `Relaxed`.
    slow: AtomicU64,
    locked: Mutex<Locked>,
    /// [`SUCCESSES`] without the pending ones, and [`REJECTED`].
    totals: StripedCounter<2>,
    /// The last failure before the breaker opened, for rejections only: `Relaxed`.
    failed_at: AtomicU64,
    /// Totals for snapshots. They order and decide nothing: `Relaxed`.
    failures: AtomicU64,
    ignored: AtomicU64,
    pub(super) succeeded: Timing,
    pub(super) failed: Timing,
}

/// The totals that many threads count at once.
const SUCCESSES: usize = 0;
const REJECTED: usize = 1;

impl Shared {
    pub(super) fn new(name: Name, settings: &Settings) -> Self {
        let locked = Locked::new(settings);
        let succeeded = Timing::new(durations::SUCCESS, &name);
        let failed = Timing::new(durations::FAILURE, &name);
        Self {
            name,
            hot_word: Word::new(locked.hot_word().to_bits()),
            open_until: Word::new(Time::FIRST.to_bits()),
            pending: PendingSuccesses::new(),
            defer_until: Word::new(locked.defer_until().to_bits()),
            slow: AtomicU64::new(locked.settings.slow_nanos()),
            locked: Mutex::new(locked),
            totals: StripedCounter::default(),
            failed_at: AtomicU64::new(Time::FIRST.to_bits()),
            failures: AtomicU64::new(0),
            ignored: AtomicU64::new(0),
            succeeded,
            failed,
        }
    }

    #[inline]
    pub(super) fn hot_word(&self) -> HotWord {
        HotWord::from_bits(self.hot_word.load(Ordering::Acquire))
    }

    /// Counts a success that the state machine need not record.
    #[inline]
    pub(super) fn count_success(&self) {
        self.totals.add(SUCCESSES);
    }

    /// Admits a call and returns its ticket.
    #[inline]
    pub(super) fn admit(&self) -> Result<Ticket, Rejected> {
        let hot_word = self.hot_word();
        if hot_word.is(Mode::AdmitUnderLock) {
            return match self.try_reject() {
                Some(rejected) => Err(rejected),
                None => self.admit_under_lock(),
            };
        }
        Ok(hot_word.ticket())
    }

    /// Rejects a call while the breaker cools down, without the lock.
    pub(super) fn try_reject(&self) -> Option<Rejected> {
        let until = Time::from_bits(self.open_until.load(Ordering::Relaxed));
        if until == Time::FIRST {
            return None;
        }
        let now = clock::about_now();
        if now >= until {
            return None;
        }
        let failed = Time::from_bits(self.failed_at.load(Ordering::Relaxed));
        let failed = (failed != Time::FIRST).then_some(failed);
        Some(self.reject(OpenCircuit::new(now, Some(until), failed)))
    }

    /// Counts a rejection, and emits its event.
    #[inline]
    fn reject(&self, open: OpenCircuit) -> Rejected {
        self.totals.add(REJECTED);
        events::emit(|| Event::Rejected {
            rejected: open.into_rejected(&self.name),
        });
        open.into_rejected(&self.name)
    }

    #[cold]
    fn admit_under_lock(&self) -> Result<Ticket, Rejected> {
        let now = clock::now();
        let admitted = self.change(|locked| {
            let token = locked.machine.admit(&locked.settings, now)?;
            Ok(Ticket::new(token, locked.marks() | locked.probe_mark()))
        });
        admitted.map_err(|open| self.reject(open))
    }

    /// Records that the body of a probe starts.
    #[cold]
    pub(super) fn start_probe(&self, token: u64, now: Time) {
        self.change(|locked| locked.machine.begin(token, now));
    }

    /// Records a success that is not slow without the lock; returns whether it could.
    #[inline]
    pub(super) fn try_record_fast(&self, token: u64) -> bool {
        let hot_word = self.hot_word();
        if hot_word.token() != token {
            return false;
        }
        let quiet = hot_word.is(Mode::CountOnly);
        if quiet {
            self.count_success();
        }
        quiet || hot_word.is(Mode::DeferSuccesses) && self.try_defer(hot_word)
    }

    /// Adds a success to the pending ones, if `hot_word` is still current.
    #[inline]
    pub(super) fn try_defer(&self, hot_word: HotWord) -> bool {
        let until = Time::from_bits(self.defer_until.load(Ordering::Relaxed));
        let is_early = until == Time::LAST || clock::about_now() < until;
        is_early && self.pending.try_add(|| self.hot_word() == hot_word)
    }

    /// Records the result of a call. `now` is the time if the clock has been read already.
    pub(super) fn settle(&self, completed: Completed, now: Option<Time>) {
        let now = || now.unwrap_or_else(clock::now);
        if IS_TIMED {
            match completed.verdict {
                Verdict::Success => self.succeeded.took(completed.took, now()),
                Verdict::Failure => self.failed.took(completed.took, now()),
                Verdict::Ignore => {}
            }
        }
        let is_good = || completed.took.as_nanos() < self.slow.load(Ordering::Relaxed).into();
        if completed.verdict == Verdict::Success
            && is_good()
            && self.try_record_fast(completed.token)
        {
            return;
        }
        self.change(|locked| {
            if completed.verdict == Verdict::Ignore
                && locked.machine.state() != CircuitState::Disabled
            {
                self.ignored.fetch_add(1, Ordering::Relaxed);
            }
            if locked.machine.settle(&locked.settings, now, completed) {
                match completed.verdict {
                    Verdict::Failure => {
                        self.failures.fetch_add(1, Ordering::Relaxed);
                    }
                    Verdict::Success => self.totals.add(SUCCESSES),
                    // Never counts.
                    Verdict::Ignore => {}
                }
            }
        });
    }

    /// Records the pending successes; none is added from then on.
    fn flush_pending(&self, locked: &mut Locked) {
        let hot_word = self.hot_word();
        if hot_word.is(Mode::DeferSuccesses) {
            let counting = hot_word.with_mode(Mode::RecordUnderLock);
            self.hot_word.store(counting.to_bits(), Ordering::Release);
            let crowd = self.pending.take();
            locked.machine.record_successes(crowd);
            self.totals.add_all(SUCCESSES, crowd);
        }
    }

    /// Publishes what the fast path reads; the hot word last.
    fn publish(&self, locked: &Locked) {
        self.defer_until
            .store(locked.defer_until().to_bits(), Ordering::Relaxed);
        self.slow
            .store(locked.settings.slow_nanos(), Ordering::Relaxed);
        let until = locked.machine.open_until();
        if until != Time::FIRST {
            let failed_at = locked.machine.failed_at().unwrap_or(Time::FIRST);
            self.failed_at.store(failed_at.to_bits(), Ordering::Relaxed);
        }
        self.open_until.store(until.to_bits(), Ordering::Relaxed);
        self.hot_word
            .store(locked.hot_word().to_bits(), Ordering::Release);
    }

    pub(super) fn settings(&self) -> Settings {
        *lock(&self.locked).settings
    }

    pub(super) fn state(&self) -> CircuitState {
        lock(&self.locked).machine.state()
    }

    /// Changes the state machine under its lock and publishes the result.
    ///
    /// Emits the event of a new state after the lock is released, because listeners are foreign code.
    pub(super) fn change<R>(&self, change: impl FnOnce(&mut Locked) -> R) -> R {
        let (result, event) = {
            let mut locked = lock(&self.locked);
            self.flush_pending(&mut locked);
            let from = locked.machine.state();
            let result = change(&mut locked);
            self.publish(&locked);
            let machine = &locked.machine;
            let changed = machine.state() != from;
            let event = changed.then(|| Event::Transition {
                breaker: self.name.clone(),
                from,
                to: machine.state(),
                generation: machine.generation(),
                failures_in_a_row: machine.failures_in_a_row(),
                window: machine.counts(machine.since()),
            });
            (result, event)
        };
        if let Some(event) = event {
            events::emit(|| event);
        }
        result
    }
}

mod readings;

//! Where the machine of a circuit breaker is kept: a word for the hot path, and all else under a lock.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use super::config::Settings;
use super::durations;
use super::hot_word::HotWord;
use super::locked::Locked;
use super::open_circuit::OpenCircuit;
use super::pending::PendingSuccesses;
use super::snapshot::CircuitBreakerSnapshot;
use super::state::{Completed, Mode};
use super::ticket::Ticket;
use crate::observe::events::{self, Event};
use crate::observe::timing::{IS_TIMED, Timing};
use crate::support::clock::{self, Time};
use crate::support::counter::StripedCounter;
use crate::support::sync::{Mutex, Word, lock};
use crate::{CircuitState, Name, Rejected, Verdict};

/// One breaker, however many handles it has.
pub(super) struct Shared {
    pub(super) name: Name,
    /// The bits of the [`HotWord`], a copy of what `core` says, written under its lock. Written with `Release`
    /// and read with `Acquire`: who sees a token sees what came before.
    hot_word: Word,
    /// Until when every call is refused: the bits of a [`Time`], the first of all where the machine is to
    /// be asked. Written like the gate and before it. Whoever reads it is refused by what was so when
    /// it read, so `Relaxed` is enough.
    open_until: Word,
    /// While the gate says so, successes that the machine has not heard of, and until when they may come:
    /// the bits of a [`Time`], the last of all where there is no end. Who reads an older one asks the
    /// machine, so `Relaxed` is enough.
    pending: PendingSuccesses,
    defer_until: Word,
    /// From how many nanoseconds on a success is slow. It tells nothing of other memory: `Relaxed`.
    slow: AtomicU64,
    locked: Mutex<Locked>,
    /// [`SUCCESSES`], without the crowd's, which are added as the machine hears of them, and [`REJECTED`].
    totals: StripedCounter<2>,
    /// When a call last failed before the breaker opened: what a refused one is told, and no more.
    failed_at: AtomicU64,
    /// Totals for the snapshot, which order nothing and decide nothing: `Relaxed`.
    failures: AtomicU64,
    ignored: AtomicU64,
    pub(super) succeeded: Timing,
    pub(super) failed: Timing,
}

/// What is counted where many threads do so at once.
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

    /// Counts a success of which the machine need not hear.
    #[inline]
    pub(super) fn count_success(&self) {
        self.totals.add(SUCCESSES);
    }

    /// Lets a call through, with its ticket.
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

    /// Refuses a call while the breaker cools down.
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

    /// Notes that the call of a probe begins.
    #[cold]
    pub(super) fn start_probe(&self, token: u64, now: Time) {
        self.change(|locked| locked.machine.begin(token, now));
    }

    /// Takes the success of a call that is not slow, where the machine need not hear of it now.
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

    /// Lets a success join the crowd, while the gate says that.
    #[inline]
    pub(super) fn try_defer(&self, hot_word: HotWord) -> bool {
        let until = Time::from_bits(self.defer_until.load(Ordering::Relaxed));
        let is_early = until == Time::LAST || clock::about_now() < until;
        is_early && self.pending.try_add(|| self.hot_word() == hot_word)
    }

    /// Takes the result of a call; `now`, if the clock has been read for it.
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
                    Verdict::Success | Verdict::Ignore => self.totals.add(SUCCESSES),
                }
            }
        });
    }

    /// Tells the machine of the crowd, which nobody joins from then on.
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

    /// Writes down what the hot path reads.
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

    pub(super) fn snapshot(&self) -> CircuitBreakerSnapshot {
        self.change(|locked| self.look(locked, clock::now()))
    }

    fn look(&self, locked: &Locked, now: Time) -> CircuitBreakerSnapshot {
        let machine = &locked.machine;
        CircuitBreakerSnapshot {
            name: self.name.clone(),
            settings: locked.settings.to_string(),
            declared: None,
            state: machine.state(),
            age: machine.age(now),
            retry_after: machine.retry_after(now),
            generation: machine.generation(),
            successes: self.totals.get(SUCCESSES),
            failures: self.failures.load(Ordering::Relaxed),
            ignored: self.ignored.load(Ordering::Relaxed),
            rejected: self.totals.get(REJECTED),
            opened: machine.opened(),
            last_failure: machine.last_failure(now),
            failures_in_a_row: machine.failures_in_a_row(),
            window: machine.counts(now),
            probes: machine.probes(),
            #[cfg(feature = "latency")]
            latency: None,
        }
    }

    /// Changes the machine under its lock, publishes what the hot path reads, and tells of a new
    /// state once the lock is released.
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

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CircuitBreaker")
            .field("name", &self.name)
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

//! Where the machine of a circuit breaker is kept: a word for the hot path, and all else under a lock.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use super::circuit_state::CircuitState;
use super::config::Settings;
use super::core::Core;
use super::crowd::Crowd;
use super::gate::Gate;
use super::refusal::Refusal;
use super::snapshot::CircuitBreakerSnapshot;
use super::state::{Ended, Mode};
use super::ticket::Ticket;
use crate::observe::events::{self, Event};
use crate::observe::timing::{IS_TIMED, Timing, What};
use crate::support::clock::{self, Time};
use crate::support::sync::{Mutex, Word, lock};
use crate::support::tally::Tally;
use crate::{Name, Rejected, Verdict};

/// One breaker, however many handles it has.
pub(super) struct Storage {
    pub(super) name: Name,
    /// The bits of the [`Gate`], a copy of what `core` says, written under its lock. Written with `Release`
    /// and read with `Acquire`: who sees a token sees what came before.
    gate: Word,
    /// Until when every call is refused: the bits of a [`Time`], the first of all where the machine is to
    /// be asked. Written like the gate and before it. Whoever reads it is refused by what was so when
    /// it read, so `Relaxed` is enough.
    shut_until: Word,
    /// While the gate says so, successes that the machine has not heard of, and until when they may come:
    /// the bits of a [`Time`], the last of all where there is no end. Who reads an older one asks the
    /// machine, so `Relaxed` is enough.
    crowd: Crowd,
    crowds_until: Word,
    /// From how many nanoseconds on a success is slow. It tells nothing of other memory: `Relaxed`.
    slow: AtomicU64,
    core: Mutex<Core>,
    /// [`SUCCESSES`], without the crowd's, which are added as the machine hears of them, and [`REJECTED`].
    totals: Tally<2>,
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

impl Storage {
    pub(super) fn new(name: Name, settings: &Settings) -> Self {
        let core = Core::new(settings);
        let succeeded = Timing::new(What::Success, &name);
        let failed = Timing::new(What::Failure, &name);
        Self {
            name,
            gate: Word::new(core.gate().to_bits()),
            shut_until: Word::new(Time::FIRST.to_bits()),
            crowd: Crowd::new(),
            crowds_until: Word::new(core.crowds_until().to_bits()),
            slow: AtomicU64::new(core.settings.slow_nanos()),
            core: Mutex::new(core),
            totals: Tally::default(),
            failed_at: AtomicU64::new(Time::FIRST.to_bits()),
            failures: AtomicU64::new(0),
            ignored: AtomicU64::new(0),
            succeeded,
            failed,
        }
    }

    #[inline]
    pub(super) fn gate(&self) -> Gate {
        Gate::from_bits(self.gate.load(Ordering::Acquire))
    }

    /// Counts a success of which the machine need not hear.
    #[inline]
    pub(super) fn count_success(&self) {
        self.totals.add(SUCCESSES);
    }

    /// Lets a call through, with its ticket.
    #[inline]
    pub(super) fn admit(&self) -> Result<Ticket, Refusal> {
        let gate = self.gate();
        if gate.is(Mode::Gated) {
            return match self.refuse() {
                Some(refusal) => Err(refusal),
                None => self.admit_gated(),
            };
        }
        Ok(Ticket::of(gate))
    }

    /// Refuses a call while the breaker cools down.
    pub(super) fn refuse(&self) -> Option<Refusal> {
        let until = Time::from_bits(self.shut_until.load(Ordering::Relaxed));
        if until == Time::FIRST {
            return None;
        }
        let now = clock::about_now();
        if now >= until {
            return None;
        }
        let failed = Time::from_bits(self.failed_at.load(Ordering::Relaxed));
        let failed = (failed != Time::FIRST).then_some(failed);
        let refusal = Refusal::new(now, Some(until), failed);
        self.refused(&refusal);
        Some(refusal)
    }

    /// Counts a refusal, and tells of it.
    fn refused(&self, refusal: &Refusal) {
        self.totals.add(REJECTED);
        events::emit(|| Event::Rejected {
            rejected: self.rejected(refusal),
        });
    }

    #[cold]
    fn admit_gated(&self) -> Result<Ticket, Refusal> {
        let now = clock::now();
        let admitted = self.change(|core| {
            let token = core.machine.admit(&core.settings, now)?;
            Ok(Ticket::new(token, core.marks() | core.probe_mark()))
        });
        admitted.inspect_err(|refusal| self.refused(refusal))
    }

    /// What a call that is refused is told.
    #[inline]
    pub(super) fn rejected(&self, refusal: &Refusal) -> Rejected {
        Rejected::CircuitOpen {
            name: self.name.clone(),
            retry_after: refusal.retry_after(),
            last_failure: refusal.last_failure(),
        }
    }

    /// Notes that the call of a probe begins.
    #[cold]
    pub(super) fn begin_probe(&self, token: u64, now: Time) {
        self.change(|core| core.machine.begin(token, now));
    }

    /// Takes the success of a call that is not slow, where the machine need not hear of it now.
    #[inline]
    pub(super) fn settle_quietly(&self, token: u64) -> bool {
        let gate = self.gate();
        if gate.token() != token {
            return false;
        }
        let quiet = gate.is(Mode::Quiet);
        if quiet {
            self.count_success();
        }
        quiet || gate.is(Mode::Crowding) && self.joins(gate)
    }

    /// Lets a success join the crowd, while the gate says that.
    #[inline]
    pub(super) fn joins(&self, gate: Gate) -> bool {
        let until = Time::from_bits(self.crowds_until.load(Ordering::Relaxed));
        let is_early = until == Time::LAST || clock::about_now() < until;
        is_early && self.crowd.count(|| self.gate() == gate)
    }

    /// Takes the result of a call; `now`, if the clock has been read for it.
    pub(super) fn settle(&self, ended: Ended, now: Option<Time>) {
        let now = || now.unwrap_or_else(clock::now);
        if IS_TIMED {
            match ended.verdict {
                Verdict::Success => self.succeeded.took(ended.took, now()),
                Verdict::Failure => self.failed.took(ended.took, now()),
                Verdict::Ignore => {}
            }
        }
        let is_good = || ended.took.as_nanos() < self.slow.load(Ordering::Relaxed).into();
        if ended.verdict == Verdict::Success && is_good() && self.settle_quietly(ended.token) {
            return;
        }
        self.change(|core| {
            if ended.verdict == Verdict::Ignore && core.machine.state() != CircuitState::Disabled {
                self.ignored.fetch_add(1, Ordering::Relaxed);
            }
            if core.machine.settle(&core.settings, now, ended) {
                match ended.verdict {
                    Verdict::Failure => {
                        self.failures.fetch_add(1, Ordering::Relaxed);
                    }
                    Verdict::Success | Verdict::Ignore => self.totals.add(SUCCESSES),
                }
            }
        });
    }

    /// Tells the machine of the crowd, which nobody joins from then on.
    fn disperse(&self, core: &mut Core) {
        let gate = self.gate();
        if gate.is(Mode::Crowding) {
            let counting = gate.in_mode(Mode::Counting);
            self.gate.store(counting.to_bits(), Ordering::Release);
            let crowd = self.crowd.take();
            core.machine.succeed(crowd);
            self.totals.add_all(SUCCESSES, crowd);
        }
    }

    /// Writes down what the hot path reads.
    fn publish(&self, core: &Core) {
        self.crowds_until
            .store(core.crowds_until().to_bits(), Ordering::Relaxed);
        self.slow
            .store(core.settings.slow_nanos(), Ordering::Relaxed);
        let until = core.machine.shut_until();
        if until != Time::FIRST {
            let failed_at = core.machine.failed_at().unwrap_or(Time::FIRST);
            self.failed_at.store(failed_at.to_bits(), Ordering::Relaxed);
        }
        self.shut_until.store(until.to_bits(), Ordering::Relaxed);
        self.gate.store(core.gate().to_bits(), Ordering::Release);
    }

    pub(super) fn settings(&self) -> Settings {
        *lock(&self.core).settings
    }

    pub(super) fn state(&self) -> CircuitState {
        lock(&self.core).machine.state()
    }

    pub(super) fn snapshot(&self) -> CircuitBreakerSnapshot {
        self.change(|core| self.look(core, clock::now()))
    }

    fn look(&self, core: &Core, now: Time) -> CircuitBreakerSnapshot {
        let machine = &core.machine;
        CircuitBreakerSnapshot {
            name: self.name.clone(),
            settings: core.settings.to_string(),
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
    pub(super) fn change<R>(&self, change: impl FnOnce(&mut Core) -> R) -> R {
        let (result, event) = {
            let mut core = lock(&self.core);
            self.disperse(&mut core);
            let from = core.machine.state();
            let result = change(&mut core);
            self.publish(&core);
            let machine = &core.machine;
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

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CircuitBreaker")
            .field("name", &self.name)
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

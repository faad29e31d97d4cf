//! Where the machine of a circuit breaker is kept: a word for the hot path, and all else under a lock.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::circuit_state::CircuitState;
use super::config::Settings;
use super::permit::{CircuitPermit, HANGS, PROBES, TIMED};
use super::snapshot::CircuitBreakerSnapshot;
use super::state::{Ended, Machine, Mode, Refusal};
use crate::clock::{self, Time};
use crate::events::{self, Event};
use crate::sync::{Mutex, Word, lock};
use crate::tally::Tally;
use crate::timing::{IS_TIMED, Timing, What};
use crate::{Name, Rejected, Verdict};

/// One breaker, however many handles it has.
pub(super) struct Storage {
    pub(super) name: Name,
    /// What the hot path reads; a copy of what `core` says, written under its lock.
    ///
    /// | bits | meaning |
    /// |---|---|
    /// | 0–1 | what a permit has to mark: [`TIMED`], [`HANGS`] |
    /// | 2–3 | [`Mode`]: quiet, counting, gated |
    /// | 4–63 | the token that calls are admitted with |
    ///
    /// Written with `Release` and read with `Acquire`: who sees a token sees what came before.
    gate: Word,
    core: Mutex<Core>,
    /// Totals for the snapshot. All but the quiet successes are counted under the lock, and decide
    /// nothing: `Relaxed`.
    successes: Tally,
    failures: AtomicU64,
    ignored: AtomicU64,
    rejected: AtomicU64,
    pub(super) succeeded: Timing,
    pub(super) failed: Timing,
}

/// What is under the lock.
pub(super) struct Core {
    pub(super) settings: Settings,
    pub(super) machine: Machine,
}

const MARKS: u64 = (TIMED | HANGS) as u64;
const MODE: u64 = 0b1100;
const TOKEN: u32 = 4;

const fn mode(mode: Mode) -> u64 {
    (mode as u64) << 2
}

impl Core {
    fn gate(&self) -> u64 {
        let mode = mode(self.machine.mode(&self.settings));
        mode | u64::from(self.marks()) | self.machine.token() << TOKEN
    }

    fn marks(&self) -> u8 {
        let timed = if IS_TIMED || self.settings.is_timed() {
            TIMED
        } else {
            0
        };
        let hangs = if self.settings.hung.is_some() {
            HANGS
        } else {
            0
        };
        timed | hangs
    }

    /// What the permit of a call that has just been admitted has to mark beside that.
    fn probe_mark(&self) -> u8 {
        let is_timed = self.settings.probe_timeout.is_some();
        if is_timed && self.machine.state() == CircuitState::HalfOpen {
            PROBES
        } else {
            0
        }
    }
}

impl Storage {
    pub(super) fn new(name: Name, settings: &Settings) -> Self {
        let core = Core {
            settings: *settings,
            machine: Machine::new(settings, clock::now()),
        };
        let succeeded = Timing::new(What::Success, &name);
        let failed = Timing::new(What::Failure, &name);
        Self {
            name,
            gate: Word::new(core.gate()),
            core: Mutex::new(core),
            successes: Tally::default(),
            failures: AtomicU64::new(0),
            ignored: AtomicU64::new(0),
            rejected: AtomicU64::new(0),
            succeeded,
            failed,
        }
    }

    /// Lets a call through that has nothing to mark: what the gate said.
    #[inline]
    pub(super) fn pass(&self) -> Option<u64> {
        const SHUT: u64 = mode(Mode::Gated) | MARKS;
        let gate = self.gate.load(Ordering::Acquire);
        (gate & SHUT == 0).then_some(gate)
    }

    /// Takes the success of a call that the gate has let through.
    #[inline]
    pub(super) fn passed(&self, gate: u64) {
        if gate & MODE == mode(Mode::Quiet) && self.gate.load(Ordering::Acquire) == gate {
            self.successes.add();
        } else {
            self.succeeds(gate >> TOKEN);
        }
    }

    #[cold]
    fn succeeds(&self, token: u64) {
        let ended = Ended {
            token,
            verdict: Verdict::Success,
            took: Duration::ZERO,
        };
        self.settle(ended, None);
    }

    /// The permit of a call that the gate has let through.
    pub(super) fn keep(&self, gate: u64) -> CircuitPermit<'_> {
        CircuitPermit::new(self, gate >> TOKEN, 0)
    }

    /// Lets a call through: the token that it is settled with, and what its permit has to mark.
    #[inline]
    pub(super) fn admit(&self) -> Result<(u64, u8), Refusal> {
        let gate = self.gate.load(Ordering::Acquire);
        if gate & MODE == mode(Mode::Gated) {
            return self.admit_gated();
        }
        let [marks, ..] = gate.to_le_bytes();
        Ok((gate >> TOKEN, marks & (TIMED | HANGS)))
    }

    #[cold]
    fn admit_gated(&self) -> Result<(u64, u8), Refusal> {
        let now = clock::now();
        let admitted = self.change(|core| {
            let admitted = core.machine.admit(&core.settings, now);
            if admitted.is_err() {
                self.rejected.fetch_add(1, Ordering::Relaxed);
            }
            Ok((admitted?, core.marks() | core.probe_mark()))
        });
        if let Err(refusal) = &admitted {
            events::emit(|| Event::Rejected {
                rejected: self.rejected(refusal),
            });
        }
        admitted
    }

    /// What a call that is refused is told.
    pub(super) fn rejected(&self, refusal: &Refusal) -> Rejected {
        Rejected::CircuitOpen {
            name: self.name.clone(),
            retry_after: refusal.retry_after,
            last_failure: refusal.last_failure,
        }
    }

    /// Notes that the call of a probe begins.
    #[cold]
    pub(super) fn begin_probe(&self, token: u64, now: Time) {
        self.change(|core| core.machine.begin(token, now));
    }

    /// Takes the success of a call, where that changes nothing but the total.
    #[inline]
    pub(super) fn settle_quietly(&self, token: u64) -> bool {
        let gate = self.gate.load(Ordering::Acquire);
        let quiet = gate & MODE == mode(Mode::Quiet) && gate >> TOKEN == token;
        if quiet {
            self.successes.add();
        }
        quiet
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
            if ended.verdict == Verdict::Success && self.settle_quietly(ended.token) {
                return;
            }
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
                    Verdict::Success | Verdict::Ignore => self.successes.add(),
                }
            }
        });
    }

    pub(super) fn settings(&self) -> Settings {
        lock(&self.core).settings
    }

    pub(super) fn state(&self) -> CircuitState {
        lock(&self.core).machine.state()
    }

    pub(super) fn snapshot(&self) -> CircuitBreakerSnapshot {
        let core = lock(&self.core);
        let now = clock::now();
        let machine = &core.machine;
        CircuitBreakerSnapshot {
            name: self.name.clone(),
            settings: core.settings.to_string(),
            declared: None,
            state: machine.state(),
            age: machine.age(now),
            retry_after: machine.retry_after(now),
            generation: machine.generation(),
            successes: self.successes.get(),
            failures: self.failures.load(Ordering::Relaxed),
            ignored: self.ignored.load(Ordering::Relaxed),
            rejected: self.rejected.load(Ordering::Relaxed),
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
            let from = core.machine.state();
            let result = change(&mut core);
            self.gate.store(core.gate(), Ordering::Release);
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

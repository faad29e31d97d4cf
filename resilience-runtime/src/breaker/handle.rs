//! The handle of a circuit breaker, and where its machine is kept.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::builder::CircuitBreakerBuilder;
use super::config::Settings;
use super::permit::{CircuitPermit, HANGS, TIMED};
use super::snapshot::CircuitBreakerSnapshot;
use super::state::{CircuitState, Ended, Machine, Mode, Refusal};
use crate::clock::{self, Time};
use crate::events::{self, Event};
use crate::registry::{self, Builder, Policy};
use crate::sync::{Mutex, Word, lock};
use crate::verdict::{self, IntoVerdict};
use crate::{Failure, Name, Rejected, Verdict};

/// Refuses calls to a service that fails, and tries it again with care.
///
/// A handle is cheap to clone; all handles of one name are one breaker. While it is closed and
/// nothing fails, a call costs two loads and a counter.
///
/// # States
///
/// | state | a call asks | success | failure | ignored or dropped |
/// |---|---|---|---|---|
/// | closed | admitted | counted; a rule met → open | counted; a rule met → open | – |
/// | open, cooling down | refused | – | – | – |
/// | open, cooled down | → half-open, admitted as a probe | – | – | – |
/// | half-open, a place free | admitted as a probe | counted; at `probes` of them → closed | counted; → open, for longer | its place is free |
/// | half-open, no place free | refused; admitted if a probe has run for `probe_timeout` | ″ | ″ | ″ |
/// | forced open | refused | – | – | – |
/// | forced closed | admitted | counted in the totals | counted in the totals | – |
/// | disabled | admitted | – | – | – |
///
/// A result counts in the state that admitted its call, and nowhere else: late ones change nothing.
/// [`force_open`](Self::force_open), [`force_closed`](Self::force_closed) and
/// [`disable`](Self::disable) lead from any state to theirs, and [`reset`](Self::reset) from any to
/// closed, with nothing counted; each gives all places of probes back. A success can trip a closed
/// breaker too: it may be slow, or the call that makes `min_calls`.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{CircuitBreaker, CircuitState};
/// # use std::{io, time::Duration};
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let breaker = CircuitBreaker::builder("tax")
///     .threshold(2)
///     .cooldown(Duration::from_secs(5))
///     .build();
/// for _ in 0..2 {
///     let _ = breaker.call(|| async { Err::<(), _>(io::Error::other("down")) }).await;
/// }
/// assert_eq!(breaker.state(), CircuitState::Open);
/// # }
/// ```
#[derive(Clone)]
pub struct CircuitBreaker {
    inner: Arc<Inner>,
}

struct Inner {
    name: Name,
    /// What the hot path reads; a copy of what `core` says, written under its lock.
    ///
    /// | bits | meaning |
    /// |---|---|
    /// | 0–1 | [`Mode`]: quiet, counting, gated |
    /// | 2–3 | what a permit has to mark: [`TIMED`], [`HANGS`] |
    /// | 4–63 | the token that calls are admitted with |
    ///
    /// Written with `Release` and read with `Acquire`: who sees a token sees what came before.
    gate: Word,
    core: Mutex<Core>,
    /// Totals for the snapshot, which orders nothing: `Relaxed`.
    successes: AtomicU64,
    failures: AtomicU64,
    rejected: AtomicU64,
}

struct Core {
    settings: Settings,
    machine: Machine,
}

const MODE: u64 = 0b11;
const MARKS: u32 = 2;
const TOKEN: u32 = 4;

impl Core {
    fn gate(&self) -> u64 {
        let mode = self.machine.mode(&self.settings) as u64;
        mode | u64::from(self.marks()) << MARKS | self.machine.token() << TOKEN
    }

    fn marks(&self) -> u8 {
        let timed = if self.settings.is_timed() { TIMED } else { 0 };
        let hangs = if self.settings.hung.is_some() {
            HANGS
        } else {
            0
        };
        timed | hangs
    }
}

impl CircuitBreaker {
    /// Starts to build the breaker named `name`.
    pub fn builder(name: impl Into<Name>) -> CircuitBreakerBuilder {
        Builder::named(name.into())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Asks to let a call through.
    ///
    /// # Errors
    ///
    /// [`Rejected::CircuitOpen`] while the breaker is open, or half-open with every probe under way.
    #[inline]
    pub fn acquire(&self) -> Result<CircuitPermit<'_>, Rejected> {
        let gate = self.inner.gate.load(Ordering::Acquire);
        if gate & MODE == Mode::Gated as u64 {
            return self.acquire_gated();
        }
        let [low, ..] = gate.to_le_bytes();
        let marks = low >> MARKS & (TIMED | HANGS);
        Ok(CircuitPermit::new(self, gate >> TOKEN, marks))
    }

    /// Calls `f` if the breaker lets it through, and counts an `Err` as a failure.
    ///
    /// Where `f` is the `call` of another policy, its rejections are errors like any other; with
    /// [`call_judged`](Self::call_judged) and [`Failure::judge`] they count as in a pipeline.
    ///
    /// # Cancel safety
    ///
    /// A call that is dropped counts neither as success nor as failure; a panic is a failure.
    ///
    /// # Errors
    ///
    /// [`Rejected::CircuitOpen`] if the breaker refuses, else the error of `f`.
    pub async fn call<T, E, F>(&self, f: impl FnOnce() -> F) -> Result<T, Failure<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        self.call_judged(Result::is_err, f).await
    }

    /// Like [`call`](Self::call), with `judge` to say how each result counts.
    ///
    /// # Errors
    ///
    /// Those of [`call`](Self::call).
    pub async fn call_judged<T, E, F, V: IntoVerdict>(
        &self,
        judge: impl FnOnce(&Result<T, E>) -> V,
        f: impl FnOnce() -> F,
    ) -> Result<T, Failure<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let permit = self.acquire()?;
        let outcome: verdict::Outcome<T, E, Rejected> = Ok(permit.watch(async { f().await }).await);
        permit.settle(verdict::judge(&outcome, judge));
        outcome?.map_err(Failure::Error)
    }

    /// The state that it is in. Reading it changes nothing: an open breaker whose cooldown is over
    /// stays open until a call comes.
    pub fn state(&self) -> CircuitState {
        lock(&self.inner.core).machine.state()
    }

    /// All that can be read, at one moment.
    pub fn snapshot(&self) -> CircuitBreakerSnapshot {
        let now = clock::now();
        let core = lock(&self.inner.core);
        let machine = &core.machine;
        CircuitBreakerSnapshot {
            name: self.inner.name.clone(),
            state: machine.state(),
            age: machine.age(now),
            retry_after: machine.retry_after(now),
            generation: machine.generation(),
            successes: self.inner.successes.load(Ordering::Relaxed),
            failures: self.inner.failures.load(Ordering::Relaxed),
            rejected: self.inner.rejected.load(Ordering::Relaxed),
            opened: machine.opened(),
            last_failure: machine.last_failure(now),
            failures_in_a_row: machine.failures_in_a_row(),
            window: machine.counts(now),
            probes: machine.probes(),
        }
    }

    /// Refuses every call until [`reset`](Self::reset).
    pub fn force_open(&self) {
        self.hold(CircuitState::ForcedOpen);
    }

    /// Lets every call through, whatever they bring, until [`reset`](Self::reset).
    pub fn force_closed(&self) {
        self.hold(CircuitState::ForcedClosed);
    }

    /// Lets every call through and counts none, until [`reset`](Self::reset).
    pub fn disable(&self) {
        self.hold(CircuitState::Disabled);
    }

    /// Closes the breaker, with nothing counted against the service and the first cooldown.
    pub fn reset(&self) {
        self.change(|core, now| core.machine.close(now));
    }

    fn hold(&self, state: CircuitState) {
        self.change(|core, now| core.machine.hold(state, now));
    }

    #[cold]
    fn acquire_gated(&self) -> Result<CircuitPermit<'_>, Rejected> {
        let admitted = self.change(|core, now| {
            let token = core.machine.admit(&core.settings, now)?;
            Ok((token, core.marks()))
        });
        match admitted {
            Ok((token, marks)) => Ok(CircuitPermit::new(self, token, marks)),
            Err(Refusal {
                retry_after,
                last_failure,
            }) => {
                self.inner.rejected.fetch_add(1, Ordering::Relaxed);
                Err(Rejected::CircuitOpen {
                    name: self.inner.name.clone(),
                    retry_after,
                    last_failure,
                })
            }
        }
    }

    /// Takes the result of a call.
    #[inline]
    pub(super) fn settle(&self, ended: Ended) {
        let quiet = || {
            let gate = self.inner.gate.load(Ordering::Acquire);
            gate & MODE == Mode::Quiet as u64 && gate >> TOKEN == ended.token
        };
        if ended.verdict == Verdict::Success && quiet() {
            self.inner.successes.fetch_add(1, Ordering::Relaxed);
        } else {
            self.settle_slowly(ended);
        }
    }

    #[cold]
    fn settle_slowly(&self, ended: Ended) {
        let counted = self.change(|core, now| core.machine.settle(&core.settings, now, ended));
        if counted {
            let total = match ended.verdict {
                Verdict::Failure => &self.inner.failures,
                Verdict::Success | Verdict::Ignore => &self.inner.successes,
            };
            total.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How long a call may run before it counts as a failure.
    pub(super) fn hung(&self) -> Option<Duration> {
        lock(&self.inner.core).settings.hung
    }

    /// Changes the machine under its lock, publishes what the hot path reads, and tells of a new
    /// state once the lock is released.
    fn change<R>(&self, change: impl FnOnce(&mut Core, Time) -> R) -> R {
        let now = clock::now();
        let (result, from, to) = {
            let mut core = lock(&self.inner.core);
            let from = core.machine.state();
            let result = change(&mut core, now);
            self.inner.gate.store(core.gate(), Ordering::Release);
            (result, from, core.machine.state())
        };
        if from != to {
            events::emit(|| Event::Transition {
                breaker: self.inner.name.clone(),
                from,
                to,
            });
        }
        result
    }
}

impl fmt::Debug for CircuitBreaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CircuitBreaker")
            .field("name", &self.inner.name)
            .field("state", &self.state())
            .finish()
    }
}

impl Policy for CircuitBreaker {
    type Settings = Settings;
    const KIND: &'static str = "circuit breaker";
    const DEFAULT: Settings = Settings::DEFAULT;

    fn create(name: Name, settings: &Settings) -> Self {
        let core = Core {
            settings: *settings,
            machine: Machine::new(settings, clock::now()),
        };
        Self {
            inner: Arc::new(Inner {
                name,
                gate: Word::new(core.gate()),
                core: Mutex::new(core),
                successes: AtomicU64::new(0),
                failures: AtomicU64::new(0),
                rejected: AtomicU64::new(0),
            }),
        }
    }

    fn settings(&self) -> Settings {
        lock(&self.inner.core).settings
    }

    fn adopt(&self, old: &Settings, new: &Settings) -> bool {
        self.change(|core, _| {
            let adopted = registry::replace(&mut core.settings, old, new);
            if adopted {
                core.machine.adopt(new);
            }
            adopted
        })
    }

    fn is_unshared(&self) -> bool {
        Arc::strong_count(&self.inner) == 1
    }
}

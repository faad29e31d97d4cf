//! What events tell and no policy counts: what the functions do, and what went wrong.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::events::{self, Event, Subscription};
use crate::{Name, Rejected};

/// How long a name is kept that nothing is heard of any more.
const KEPT: Duration = Duration::from_secs(600);

/// How much of an error is kept.
const LONGEST: usize = 300;

/// What was heard of one function or policy.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard {
    pub(super) retries: u64,
    pub(super) fallbacks: u64,
    pub(super) timed_out: u64,
    pub(super) error: Option<(Instant, Fault)>,
    last: Option<Instant>,
}

/// What went wrong.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    Rejected(Rejected),
    /// What an error says that is retried.
    Error(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejected) => rejected.fmt(f),
            Self::Error(error) => f.write_str(error),
        }
    }
}

impl Heard {
    /// Adds what was heard under another name; of two errors the later one stays.
    pub(super) fn add(&mut self, other: &Self) {
        self.retries += other.retries;
        self.fallbacks += other.fallbacks;
        self.timed_out += other.timed_out;
        let at = |heard: &Self| heard.error.as_ref().map(|(at, _)| *at);
        if at(other) > at(self) {
            self.error.clone_from(&other.error);
        }
    }

    /// Whether it is a function: only functions do these things.
    pub(super) fn is_function(&self) -> bool {
        self.retries + self.fallbacks + self.timed_out > 0
    }
}

type Names = Arc<Mutex<HashMap<Name, Heard>>>;

/// What was heard since the dashboard is there.
#[derive(Debug)]
pub(super) struct Ear {
    names: Names,
    _subscription: Subscription,
}

impl Ear {
    pub(super) fn new() -> Self {
        let names = Names::default();
        let heard = Arc::clone(&names);
        Self {
            names,
            _subscription: events::subscribe(move |event| note(&mut lock(&heard), event)),
        }
    }

    /// What was heard, by name. Names of which nothing was heard for long are forgotten.
    pub(super) fn listen(&self, now: Instant) -> HashMap<Name, Heard> {
        let mut names = lock(&self.names);
        names.retain(|_, heard| heard.last.is_some_and(|last| now - last < KEPT));
        names.clone()
    }
}

fn lock(names: &Mutex<HashMap<Name, Heard>>) -> MutexGuard<'_, HashMap<Name, Heard>> {
    names.lock().unwrap_or_else(PoisonError::into_inner)
}

fn note(names: &mut HashMap<Name, Heard>, event: &Event) {
    if !matches!(
        event,
        Event::Rejected { .. } | Event::Fallback { .. } | Event::Retry { .. }
    ) {
        return;
    }
    let name = event.name();
    if !names.contains_key(name) {
        names.insert(name.into(), Heard::default());
    }
    let Some(heard) = names.get_mut(name) else {
        return;
    };
    let now = Instant::now();
    heard.last = Some(now);
    match event {
        Event::Rejected { rejected, .. } => {
            let is_timeout = matches!(rejected, Rejected::TimedOut { .. });
            heard.timed_out += u64::from(is_timeout);
            heard.error = Some((now, Fault::Rejected(rejected.clone())));
        }
        Event::Retry { error, .. } => {
            heard.retries += 1;
            if let Some(error) = error {
                let error = error.chars().take(LONGEST).collect();
                heard.error = Some((now, Fault::Error(error)));
            }
        }
        _ => heard.fallbacks += 1,
    }
}

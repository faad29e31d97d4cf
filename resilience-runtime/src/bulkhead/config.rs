//! The settings of a bulkhead.

use std::fmt;
use std::time::Duration;

use super::Bulkhead;
use crate::registry::Builder;

/// The settings, as they are compared and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    pub(super) max: Option<u32>,
    pub(super) wait: Duration,
    pub(super) queue: Option<u32>,
}

impl Settings {
    pub(super) const DEFAULT: Self = Self {
        max: None,
        wait: Duration::from_secs(5),
        queue: None,
    };

    /// How many calls may run at once.
    ///
    /// While no site gives a `max`, 25 stands in, so that the service still runs and is still
    /// guarded; `registry::validate` reports it.
    pub(super) fn limit(&self) -> u32 {
        self.max.unwrap_or(25)
    }
}

/// As an attribute writes them.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { max, wait, queue } = self;
        match max {
            Some(max) => write!(f, "max = {max}, wait = {wait:?}")?,
            None => write!(f, "wait = {wait:?}")?,
        }
        match queue {
            Some(queue) => write!(f, ", queue = {queue}"),
            None => Ok(()),
        }
    }
}

/// Builds a [`Bulkhead`]; made by [`Bulkhead::builder`].
pub type BulkheadBuilder = Builder<Bulkhead>;

impl Builder<Bulkhead> {
    /// How many calls may run at once (at least 1). Some site has to give it.
    ///
    /// # Panics
    ///
    /// If `calls` is zero.
    pub const fn max(mut self, calls: u32) -> Self {
        assert!(calls >= 1, "`max` must be at least 1");
        self.settings.max = Some(calls);
        self.given = true;
        self
    }

    /// How long a call waits for a place (default 5 s). Zero refuses at once, without a timer.
    pub const fn wait(mut self, wait: Duration) -> Self {
        self.settings.wait = wait;
        self.given = true;
        self
    }

    /// How many calls may wait at once (default: any number). Zero lets none wait.
    pub const fn queue(mut self, calls: u32) -> Self {
        self.settings.queue = Some(calls);
        self.given = true;
        self
    }
}

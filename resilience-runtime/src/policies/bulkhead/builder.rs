//! The builder of a bulkhead.

use std::time::Duration;

use super::handle::Bulkhead;
use crate::registry::{Builder, accept};

/// Builds a [`Bulkhead`]; made by [`Bulkhead::builder`].
pub type BulkheadBuilder = Builder<Bulkhead>;

impl Builder<Bulkhead> {
    /// How many calls may run at once (at least 1). Some site has to give it.
    ///
    /// # Panics
    ///
    /// If `calls` is zero.
    pub const fn max(mut self, calls: u32) -> Self {
        accept(self.settings.set_max(calls));
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

    /// Whether the bulkhead works (default: it does). One that does not lets every call through at
    /// once, those first that wait; it still knows how many run.
    pub const fn enabled(mut self, enabled: bool) -> Self {
        self.settings.enabled = enabled;
        self.given = true;
        self
    }
}

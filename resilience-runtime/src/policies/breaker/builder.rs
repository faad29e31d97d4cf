//! The builder of a circuit breaker.

use std::time::Duration;

use super::handle::CircuitBreaker;
use super::window::Window;
use crate::Percent;
use crate::registry::{Builder, assert_valid};

/// Builds a [`CircuitBreaker`]; made by [`CircuitBreaker::builder`].
///
/// Any rule that is met trips the breaker: [`threshold`](Builder::threshold),
/// [`failure_rate`](Builder::failure_rate), [`slow_calls`](Builder::slow_calls). Where none is
/// given, five failures in a row do.
pub type CircuitBreakerBuilder = Builder<CircuitBreaker>;

impl Builder<CircuitBreaker> {
    /// How many failures trip the breaker (at least 1): in a row, or within the
    /// [`window`](Self::window) where one is given.
    ///
    /// # Panics
    ///
    /// If `failures` is zero. [`build`](Builder::build) panics if it is more than the calls in the
    /// window.
    pub const fn threshold(mut self, failures: u32) -> Self {
        assert_valid(self.settings.set_threshold(failures));
        self.mark_given()
    }

    /// The share of the calls in the [`window`](Self::window) whose failure trips the breaker, once
    /// there are [`min_calls`](Self::min_calls).
    ///
    /// # Panics
    ///
    /// If it is 0 %.
    pub const fn failure_rate(mut self, rate: Percent) -> Self {
        assert_valid(self.settings.set_failure_rate(rate));
        self.mark_given()
    }

    /// Calls that take `limit` or longer are slow; when `rate` of the calls in the
    /// [`window`](Self::window) are, and there are [`min_calls`](Self::min_calls), the breaker trips.
    ///
    /// # Panics
    ///
    /// If `limit` is zero or `rate` is 0 %. [`build`](Builder::build) panics if a call of that length
    /// [hangs](Self::hung), for then none is ever slow.
    pub const fn slow_calls(mut self, limit: Duration, rate: Percent) -> Self {
        assert_valid(self.settings.set_slow_call(limit));
        assert_valid(self.settings.set_slow_rate(rate));
        self.mark_given()
    }

    /// How far back the rules look (default: for rates the last 100 calls; a threshold alone counts
    /// failures in a row).
    ///
    /// # Panics
    ///
    /// If the window is empty.
    pub const fn window(mut self, window: Window) -> Self {
        assert_valid(self.settings.set_window(window));
        self.mark_given()
    }

    /// How many calls have to be in the window before a rate is looked at (default 10, or the whole
    /// window where it has fewer; at least 1).
    ///
    /// # Panics
    ///
    /// If `calls` is zero. [`build`](Builder::build) panics if it is more than the calls in the
    /// window, which is the last 100 where none is given.
    pub const fn min_calls(mut self, calls: u32) -> Self {
        assert_valid(self.settings.set_min_calls(calls));
        self.mark_given()
    }

    /// How long the breaker stays open before it is probed (default 30 s, longer than zero).
    ///
    /// # Panics
    ///
    /// If `cooldown` is zero.
    pub const fn cooldown(self, cooldown: Duration) -> Self {
        self.growing_cooldown(cooldown, cooldown)
    }

    /// A cooldown that doubles each time a probe fails, from `first` up to `last`, and starts anew
    /// once the breaker has closed.
    ///
    /// # Panics
    ///
    /// If `first` is zero or longer than `last`.
    pub const fn growing_cooldown(mut self, first: Duration, last: Duration) -> Self {
        assert_valid(self.settings.set_cooldown_range(first, last));
        self.mark_given()
    }

    /// How many calls may probe the service at once while half-open, and how many must succeed to
    /// close the breaker (default 3, at least 1).
    ///
    /// # Panics
    ///
    /// If `probes` is zero.
    pub const fn probes(mut self, probes: u32) -> Self {
        assert_valid(self.settings.set_probes(probes));
        self.mark_given()
    }

    /// How long a probe may run before another call may have its place, where no other is free
    /// (default: as long as it likes). What it brings later is not counted.
    ///
    /// # Panics
    ///
    /// If `limit` is zero.
    pub const fn probe_timeout(mut self, limit: Duration) -> Self {
        assert_valid(self.settings.set_probe_timeout(limit));
        self.mark_given()
    }

    /// How long a call may run before it counts as a failure while it still runs (default: for
    /// ever). What it brings later is not counted.
    ///
    /// The time counts from when the call itself begins: waiting below the breaker, for a place in a
    /// bulkhead say, is not running yet. A call that waits needs a timer of its own, which is
    /// allocated, and a tokio runtime with its timer enabled: elsewhere the call panics.
    ///
    /// # Panics
    ///
    /// If `limit` is zero.
    pub const fn hung(mut self, limit: Duration) -> Self {
        assert_valid(self.settings.set_hung(limit));
        self.mark_given()
    }

    /// Whether the breaker works (default: it does). One that does not lets every call through and
    /// counts none, as [`disable`](CircuitBreaker::disable) has it; its state and counts wait until
    /// it works again.
    pub const fn enabled(mut self, enabled: bool) -> Self {
        self.settings.enabled = enabled;
        self.mark_given()
    }

    const fn mark_given(mut self) -> Self {
        self.has_settings = true;
        self
    }
}

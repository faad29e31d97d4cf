//! The builder of a circuit breaker.

use std::time::Duration;

use super::handle::CircuitBreaker;
use super::window::Window;
use crate::Percent;
use crate::registry::{Builder, assert_valid};

/// Builds a [`CircuitBreaker`]; returned by [`CircuitBreaker::builder`].
///
/// The breaker opens if any rule is met: [`threshold`](Builder::threshold),
/// [`failure_rate`](Builder::failure_rate) or [`slow_calls`](Builder::slow_calls). Without a rule it opens
/// after 5 failures in a row.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{CircuitBreaker, CircuitBreakerBuilder};
/// fn sensitive(builder: CircuitBreakerBuilder) -> CircuitBreakerBuilder {
///     builder.threshold(1)
/// }
/// let breaker = sensitive(CircuitBreaker::builder("vault")).build();
/// assert!(breaker.snapshot().settings.contains("threshold = 1"));
/// ```
pub type CircuitBreakerBuilder = Builder<CircuitBreaker>;

impl Builder<CircuitBreaker> {
    /// Sets how many failures open the breaker (at least 1).
    ///
    /// They count within the [`window`](Self::window), or in a row if no window is set.
    ///
    /// # Panics
    ///
    /// If `failures` is zero. [`build`](Builder::build) panics if `failures` is larger than a window of
    /// calls.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Percent, Window};
    /// # use std::time::Duration;
    /// let breaker = CircuitBreaker::builder("addresses").threshold(3).build();
    /// assert!(breaker.snapshot().settings.contains("threshold = 3"));
    /// ```
    pub const fn threshold(mut self, failures: u32) -> Self {
        assert_valid(self.settings.set_threshold(failures));
        self.mark_given()
    }

    /// Sets the share of failed calls that opens the breaker (more than 0 %).
    ///
    /// The calls in the [`window`](Self::window) count, once there are at least
    /// [`min_calls`](Self::min_calls).
    ///
    /// # Panics
    ///
    /// If `rate` is 0 %.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Percent, Window};
    /// # use std::time::Duration;
    /// let breaker = CircuitBreaker::builder("inventory").failure_rate(Percent::new(50)).build();
    /// assert!(breaker.snapshot().settings.contains("failure_rate = 50%"));
    /// ```
    pub const fn failure_rate(mut self, rate: Percent) -> Self {
        assert_valid(self.settings.set_failure_rate(rate));
        self.mark_given()
    }

    /// Sets the share of slow calls, of at least `limit`, that opens the breaker.
    ///
    /// The calls in the [`window`](Self::window) count, once there are at least
    /// [`min_calls`](Self::min_calls).
    ///
    /// # Panics
    ///
    /// If `limit` is zero or `rate` is 0 %. [`build`](Builder::build) panics if a call of that length
    /// already [hangs](Self::hung), because then no call could be slow.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Percent, Window};
    /// # use std::time::Duration;
    /// let breaker = CircuitBreaker::builder("pricing")
    ///     .slow_calls(Duration::from_secs(2), Percent::new(80))
    ///     .build();
    /// assert!(breaker.snapshot().settings.contains("slow_call = 2s, slow_rate = 80%"));
    /// ```
    pub const fn slow_calls(mut self, limit: Duration, rate: Percent) -> Self {
        assert_valid(self.settings.set_slow_call(limit));
        assert_valid(self.settings.set_slow_rate(rate));
        self.mark_given()
    }

    /// Sets which calls the rules count: the last calls, or those of a period.
    ///
    /// By default rates count the last 100 calls, and a threshold alone counts failures in a row.
    ///
    /// # Panics
    ///
    /// If the window is empty.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Percent, Window};
    /// # use std::time::Duration;
    /// let breaker = CircuitBreaker::builder("orders").threshold(5).window(Window::Calls(50)).build();
    /// assert!(breaker.snapshot().settings.contains("window = 50"));
    /// ```
    pub const fn window(mut self, window: Window) -> Self {
        assert_valid(self.settings.set_window(window));
        self.mark_given()
    }

    /// Sets the fewest calls in the window for which a rate is computed (at least 1).
    ///
    /// The default is 10, or the size of a smaller window.
    ///
    /// # Panics
    ///
    /// If `calls` is zero. [`build`](Builder::build) panics if `calls` is larger than a window of calls,
    /// which has 100 by default.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Percent, Window};
    /// # use std::time::Duration;
    /// let breaker = CircuitBreaker::builder("reviews").failure_rate(Percent::new(50)).min_calls(20).build();
    /// assert!(breaker.snapshot().settings.contains("min_calls = 20"));
    /// ```
    pub const fn min_calls(mut self, calls: u32) -> Self {
        assert_valid(self.settings.set_min_calls(calls));
        self.mark_given()
    }

    /// Sets how long the breaker stays open before it admits probes (default 30 s, longer than zero).
    ///
    /// # Panics
    ///
    /// If `cooldown` is zero.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Percent, Window};
    /// # use std::time::Duration;
    /// let breaker = CircuitBreaker::builder("returns").cooldown(Duration::from_secs(5)).build();
    /// assert!(breaker.snapshot().settings.contains("cooldown = 5s"));
    /// ```
    pub const fn cooldown(self, cooldown: Duration) -> Self {
        self.growing_cooldown(cooldown, cooldown)
    }

    /// Sets a cooldown that doubles after each failed probe, from `first` up to `last`.
    ///
    /// After the breaker has closed, the next cooldown is `first` again.
    ///
    /// # Panics
    ///
    /// If `first` is zero or longer than `last`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Percent, Window};
    /// # use std::time::Duration;
    /// let (first, last) = (Duration::from_secs(1), Duration::from_secs(60));
    /// let breaker = CircuitBreaker::builder("imports").growing_cooldown(first, last).build();
    /// assert!(breaker.snapshot().settings.contains("cooldown = 1s..60s"));
    /// ```
    pub const fn growing_cooldown(mut self, first: Duration, last: Duration) -> Self {
        assert_valid(self.settings.set_cooldown_range(first, last));
        self.mark_given()
    }

    /// Sets how many probes may run at once, and how many must succeed (default 3, at least 1).
    ///
    /// A half-open breaker closes after that many successful probes.
    ///
    /// # Panics
    ///
    /// If `probes` is zero.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Percent, Window};
    /// # use std::time::Duration;
    /// let breaker = CircuitBreaker::builder("coupons").probes(1).build();
    /// assert!(breaker.snapshot().settings.contains("probes = 1"));
    /// ```
    pub const fn probes(mut self, probes: u32) -> Self {
        assert_valid(self.settings.set_probes(probes));
        self.mark_given()
    }

    /// Sets how long a probe keeps its slot while other calls need one (default: no limit).
    ///
    /// If no slot is free, a call takes the slot of a probe that has run for `limit`. The result of that
    /// probe is ignored.
    ///
    /// # Panics
    ///
    /// If `limit` is zero.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Percent, Window};
    /// # use std::time::Duration;
    /// let breaker = CircuitBreaker::builder("refunds").probe_timeout(Duration::from_secs(9)).build();
    /// assert!(breaker.snapshot().settings.contains("probe_timeout = 9s"));
    /// ```
    pub const fn probe_timeout(mut self, limit: Duration) -> Self {
        assert_valid(self.settings.set_probe_timeout(limit));
        self.mark_given()
    }

    /// Sets how long a call may run before it counts as a failure (default: no limit).
    ///
    /// The call continues, and its later result is ignored. The time starts with the body of the call:
    /// a wait below the breaker, for a bulkhead's slot for example, does not count. A call that does not
    /// finish at its first poll allocates a timer and needs a tokio runtime with time enabled; without
    /// one the call panics.
    ///
    /// # Panics
    ///
    /// If `limit` is zero.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Percent, Window};
    /// # use std::time::Duration;
    /// let breaker = CircuitBreaker::builder("webhooks").hung(Duration::from_secs(20)).build();
    /// assert!(breaker.snapshot().settings.contains("hung = 20s"));
    /// ```
    pub const fn hung(mut self, limit: Duration) -> Self {
        assert_valid(self.settings.set_hung(limit));
        self.mark_given()
    }

    /// Enables or disables the breaker (default: enabled).
    ///
    /// A disabled breaker admits every call and counts none, as after
    /// [`disable`](CircuitBreaker::disable). It keeps its state and counts until it is enabled again.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Percent, Window};
    /// # use std::time::Duration;
    /// # use resilience_runtime::CircuitState;
    /// let breaker = CircuitBreaker::builder("catalog").enabled(false).build();
    /// assert_eq!(breaker.state(), CircuitState::Disabled);
    /// ```
    pub const fn enabled(mut self, enabled: bool) -> Self {
        self.settings.enabled = enabled;
        self.mark_given()
    }

    const fn mark_given(mut self) -> Self {
        self.has_settings = true;
        self
    }
}

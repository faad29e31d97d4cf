//! The settings of a policy, changed while it is in use.

use super::{Builder, Registered, accept};
use crate::{
    Bulkhead, BulkheadBuilder, CircuitBreaker, CircuitBreakerBuilder, RateLimiter,
    RateLimiterBuilder, RetryBudget, RetryBudgetBuilder,
};

/// Puts in force what `change` makes of the settings in force.
///
/// `change` is foreign code and runs under no lock of ours. So the settings may have changed under
/// it, and then it is asked again: of two changes made at once neither is lost.
fn adjust<P: Registered>(policy: &P, name: &str, mut change: impl FnMut(Builder<P>) -> Builder<P>) {
    loop {
        let old = policy.settings();
        let mut builder = Builder::named(name.into());
        builder.settings = old;
        let new = change(builder).settings;
        accept(P::check(&new));
        P::registry().adjusted(name);
        if policy.adopt(&old, &new) {
            return;
        }
    }
}

/// Puts `new` in the place of `old`, unless something else stands there by now.
pub(crate) fn replace<S: Copy + PartialEq>(settings: &mut S, old: &S, new: &S) -> bool {
    let is_old = settings == old;
    if is_old {
        *settings = *new;
    }
    is_old
}

impl CircuitBreaker {
    /// Changes settings while the breaker is in use: `change` gets a builder with those in force.
    ///
    /// State and counts stay. What was counted is held against the new settings when the next call
    /// ends; an open breaker keeps the cooldown that it opened with, and the next opening has the
    /// new one. What a site says later of the name does not undo the change.
    ///
    /// `change` runs again if another thread changes settings meanwhile, so that neither change is
    /// lost.
    ///
    /// # Panics
    ///
    /// If `change` does, as the builder's setters do when a value is out of range; then nothing
    /// changes.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, CircuitState};
    /// let breaker = CircuitBreaker::builder("ledger").threshold(5).build();
    /// let fail = || breaker.acquire().map(|permit| permit.settle(true));
    /// fail()?;
    /// breaker.adjust(|it| it.threshold(2));
    /// fail()?;
    /// assert_eq!(breaker.state(), CircuitState::Open);
    /// # Ok::<(), resilience_runtime::Rejected>(())
    /// ```
    pub fn adjust(&self, change: impl FnMut(CircuitBreakerBuilder) -> CircuitBreakerBuilder) {
        adjust(self, self.name(), change);
    }
}

impl Bulkhead {
    /// Changes settings while the bulkhead is in use: `change` gets a builder with those in force.
    ///
    /// With a larger `max` the first waiters go at once, in their order. With a smaller one nobody
    /// is let in until enough calls have ended; none is cut off. Who waits already keeps its place
    /// and its time: `queue` and `wait` count for the calls that come after. What a site says later
    /// of the name does not undo the change.
    ///
    /// `change` runs again if another thread changes settings meanwhile, so that neither change is
    /// lost.
    ///
    /// # Panics
    ///
    /// If `change` does, as the builder's setters do when a value is out of range; then nothing
    /// changes.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Bulkhead, Rejected};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let bulkhead = Bulkhead::builder("images").max(1).wait(Duration::ZERO).build();
    /// let _first = bulkhead.acquire().await?;
    /// assert!(bulkhead.acquire().await.is_err());
    /// bulkhead.adjust(|it| it.max(40).wait(Duration::from_secs(1)));
    /// let _second = bulkhead.acquire().await?;
    /// # Ok(()) }
    /// ```
    pub fn adjust(&self, change: impl FnMut(BulkheadBuilder) -> BulkheadBuilder) {
        adjust(self, self.name(), change);
    }
}

impl RateLimiter {
    /// Changes settings while the limiter is in use: `change` gets a builder with those in force.
    ///
    /// As many permits as were taken stay taken, whatever the new rate, and at most the new `burst`: a
    /// limiter that is slowed down has its next permit after one `per / max`. Who waits already keeps
    /// its turn and goes by the new rate, even where that is later than its `wait`. A call that comes
    /// meanwhile goes by the old settings or by the new ones, never by some of each. What a site says
    /// later of the name does not undo the change.
    ///
    /// `change` runs again if another thread changes settings meanwhile, so that neither change is
    /// lost.
    ///
    /// # Panics
    ///
    /// If `change` does, as the builder's setters do when a value is out of range; then nothing
    /// changes.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{RateLimiter, Rejected};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let limiter = RateLimiter::builder("mail").max(1).per(Duration::from_secs(60)).build();
    /// limiter.acquire().await?;
    /// assert!(limiter.acquire().await.is_err());
    /// limiter.adjust(|it| it.burst(2));
    /// limiter.acquire().await?;
    /// # Ok(()) }
    /// ```
    pub fn adjust(&self, change: impl FnMut(RateLimiterBuilder) -> RateLimiterBuilder) {
        adjust(self, self.name(), change);
    }
}

impl RetryBudget {
    /// Changes settings while the budget is in use: `change` gets a builder with those in force.
    ///
    /// What was spent of the old `burst` is spent of the new one, and what was earned and granted
    /// in the old `window` counts in the new one. What a site says later of the name does not undo
    /// the change.
    ///
    /// `change` runs again if another thread changes settings meanwhile, so that neither change is
    /// lost.
    ///
    /// # Panics
    ///
    /// If `change` does, as the builder's setters do when a value is out of range; then nothing
    /// changes.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Percent, RetryBudget};
    /// let budget = RetryBudget::builder("maps").ratio(Percent::new(10)).min_per_sec(0.0).build();
    /// (0..10).for_each(|_| budget.deposit());
    /// budget.withdraw().expect("ten successes pay for one retry").spend();
    /// assert!(budget.withdraw().is_none());
    /// budget.adjust(|it| it.min_per_sec(1.0));
    /// assert!(budget.withdraw().is_some());
    /// ```
    pub fn adjust(&self, change: impl FnMut(RetryBudgetBuilder) -> RetryBudgetBuilder) {
        adjust(self, self.name(), change);
    }
}

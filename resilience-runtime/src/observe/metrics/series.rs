//! All metric series of one policy.

use ::metrics::Gauge;

use crate::Name;
use crate::observe::events::Event;
use crate::observe::timing::Timing;

/// The metric series of one policy.
pub trait Series: Send {
    /// The policy whose figures they report.
    type Policy;

    /// Registers the series of `policy` with the recorder.
    fn new(policy: &Self::Policy, name: &Name) -> Self;

    /// Brings every counter and gauge up to date.
    fn report(&mut self, policy: &Self::Policy);

    /// Sets the gauges of a dropped policy to zero. A recorder cannot remove a series.
    fn retire(&mut self);

    /// Whether [`observe`](Self::observe) reports events like this one.
    fn observes(_: &Event) -> bool {
        false
    }

    /// Reports an event about the policy at once, without waiting for the next `report`.
    fn observe(&mut self, _: &Event) {}
}

/// Registers the histograms, so that exporters show them before the first call.
pub(crate) fn register(timings: &[&Timing]) {
    for timing in timings {
        timing.durations().series();
    }
}

/// Sets a gauge; a number above `u32::MAX` is reported as `u32::MAX`.
pub(crate) fn set(gauge: &Gauge, number: impl TryInto<u32>) {
    gauge.set(f64::from(number.try_into().unwrap_or(u32::MAX)));
}

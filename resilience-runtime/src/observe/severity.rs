//! The severity of what a policy does.

/// How much a policy or a function needs attention, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
pub enum Severity {
    /// Every call is rejected.
    Open,
    /// Only probes are admitted.
    HalfOpen,
    /// Calls wait or are rejected, or retries are refused.
    Saturated,
    /// Calls fail.
    Failing,
    /// A policy is disabled, or forced to admit every call.
    Bypassed,
    /// Nothing needs attention.
    None,
}

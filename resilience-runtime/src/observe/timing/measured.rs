//! What it is that takes time.

/// What it is that takes time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measured {
    /// A call through a breaker that counts as a success.
    Success,
    /// A call through a breaker that counts as a failure.
    Failure,
    /// A call in a bulkhead.
    Running,
    /// The wait for a place in a bulkhead.
    WaitingForPlace,
    /// The wait for the permit of a rate limiter.
    WaitingForPermit,
}

//! The spread of the delays before retries.

/// The random spread of the delay before a retry.
///
/// Jitter prevents callers that failed together from retrying together.
///
/// `d` is the exponential delay: `min(base_delay * factor^n, max_delay)` before retry `n`, counted
/// from 0. The kinds and their names are those of Marc Brooker, "Exponential Backoff And Jitter",
/// AWS Architecture Blog, 2015.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Jitter, Retry};
/// let retry = Retry::builder().jitter(Jitter::Decorrelated).build();
/// # let _ = retry;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Jitter {
    /// Exactly `d`.
    #[default]
    None,
    /// A random delay in `[0, d]`.
    Full,
    /// A random delay in `[d / 2, d]`.
    Equal,
    /// A random delay in `[base_delay, 3 * previous]`, at most `max_delay`. Before the first retry, `previous` is
    /// `base_delay`.
    Decorrelated,
}

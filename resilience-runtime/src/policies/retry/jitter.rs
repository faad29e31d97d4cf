//! The spread of the delays before retries.

/// How the delay before a retry is spread, so that callers who failed together do not come back
/// together.
///
/// `d` is the exponential delay: `min(base_delay * factor^n, max_delay)` before retry `n`, counted
/// from 0. The kinds and their names are those of Marc Brooker, "Exponential Backoff And Jitter",
/// AWS Architecture Blog, 2015.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Jitter {
    /// Just `d`.
    #[default]
    None,
    /// Anything in `[0, d]`.
    Full,
    /// Anything in `[d / 2, d]`.
    Equal,
    /// Anything in `[base_delay, 3 * previous]`, at most `max_delay`; the delay before the first
    /// retry is drawn as if `base_delay` had gone before it.
    Decorrelated,
}

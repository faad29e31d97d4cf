//! When calls begin, and how long they take: nothing at all where no feature asks.
//!
//! | file | what it holds |
//! |---|---|
//! | `stopwatch` | when something began |
//! | `timing` | how long each took |

mod stopwatch;
#[allow(clippy::module_inception, reason = "a folder and its one noun")]
mod timing;

pub(crate) use stopwatch::Stopwatch;
pub(crate) use timing::Timing;

/// Whether every call is timed.
pub(crate) const IS_TIMED: bool = cfg!(feature = "timed");

#[cfg(all(test, not(feature = "timed")))]
mod tests {
    use super::*;

    #[test]
    fn without_the_feature_there_is_nothing() {
        assert_eq!(size_of::<(Timing, Stopwatch)>(), 0);
        const { assert!(!IS_TIMED) };
    }
}

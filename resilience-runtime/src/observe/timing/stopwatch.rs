//! When something began.

#[cfg(feature = "timed")]
use crate::support::clock::{self, Time};

/// A start time. Without a feature that times calls it has no size and reads no clock.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch {
    #[cfg(feature = "timed")]
    pub(super) began: Time,
}

impl Stopwatch {
    #[inline]
    pub(crate) fn start() -> Self {
        Self {
            #[cfg(feature = "timed")]
            began: clock::now(),
        }
    }
}

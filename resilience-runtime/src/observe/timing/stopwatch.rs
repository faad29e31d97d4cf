//! When something began.

#[cfg(feature = "timed")]
use crate::support::clock::{self, Time};

/// When something began. Where nobody asks, it is of no size and reads no clock.
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

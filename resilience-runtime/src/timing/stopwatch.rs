//! When something began.

#[cfg(feature = "latency")]
use crate::clock::{self, Time};

/// When something began. Where nobody asks, it is of no size and reads no clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch {
    #[cfg(feature = "latency")]
    pub(super) began: Time,
}

impl Stopwatch {
    #[inline]
    pub(crate) fn start() -> Self {
        Self {
            #[cfg(feature = "latency")]
            began: clock::now(),
        }
    }
}

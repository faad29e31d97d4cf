//! What every other room builds on, and what knows of no policy: time, locks, counters, names.

pub(crate) mod clock;
pub(crate) mod counter;
pub(crate) mod name;
pub(crate) mod percent;
#[cfg(feature = "serde")]
pub(crate) mod seconds;
pub(crate) mod sync;

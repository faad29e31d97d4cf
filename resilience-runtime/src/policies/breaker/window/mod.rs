//! The sliding window: the recent calls that the rules of a closed breaker count.
//!
//! | file | contents |
//! |---|---|
//! | `calls` | the last N calls |
//! | `time` | the calls of the last period |

mod calls;
mod size;
mod sliding;
mod time;

pub(crate) use crate::observe::circuit_counts::CircuitCounts;
pub(super) use crate::observe::circuit_counts::Sample;
pub use size::{Window, window_of};
pub(super) use sliding::SlidingWindow;

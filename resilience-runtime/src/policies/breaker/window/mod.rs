//! What a closed breaker remembers of its calls: so many of the last, or those of so much time.
//!
//! | file | what it holds |
//! |---|---|
//! | `calls` | the last so many calls |
//! | `time` | the calls of the last so much time |

mod calls;
mod size;
mod sliding;
mod time;

pub(crate) use crate::observe::circuit_counts::CircuitCounts;
pub(super) use crate::observe::circuit_counts::Sample;
pub use size::{Window, window_of};
pub(super) use sliding::SlidingWindow;

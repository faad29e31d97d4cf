//! What a closed breaker remembers of its calls: so many of the last, or those of so much time.
//!
//! | file | what it holds |
//! |---|---|
//! | `calls` | the last so many calls |
//! | `time` | the calls of the last so much time |
//! | `counts` | how many there are, how many failed, how many were slow |

mod calls;
mod counts;
mod sliding;
mod time;

pub use counts::CircuitCounts;
pub(super) use counts::Sample;
pub(super) use sliding::SlidingWindow;
pub use sliding::{Window, window_of};

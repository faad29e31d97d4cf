//! How long calls took, in bounded memory.
//!
//! The buckets are those of the crate `histogram`, which is kept up, needs no more than Rust 1.85 and
//! has one that many threads fill at once.
//!
//! | file | what it holds |
//! |---|---|
//! | `histogram` | durations that can be put together with others |
//! | `summary` | what a snapshot says of them |
//! | `recent` | those of the last minute, filled by every call |

mod histogram;
mod recent;
mod summary;

pub use histogram::LatencyHistogram;
pub(crate) use recent::Recent;
pub use summary::Latency;

//! Why a call was not admitted.

use std::num::NonZeroU64;
use std::time::Duration;

use crate::support::clock::Time;

/// Why a call was not admitted, in nanoseconds: every call has room for it, and half of what two
/// durations take is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// One more than it is, so that no room is needed to say that a call was not refused; [`NEVER`] while
    /// the breaker is forced open.
    retry_after: NonZeroU64,
    /// [`NEVER`] where none has failed.
    last_failure: u64,
}

const NEVER: u64 = u64::MAX;

impl Refusal {
    /// A call that came at `now`: another may be tried at `retry_at`, and one has failed at `failed_at`.
    #[inline]
    pub(super) fn new(now: Time, retry_at: Option<Time>, failed_at: Option<Time>) -> Self {
        Self {
            retry_after: NonZeroU64::MIN
                .saturating_add(retry_at.map_or(NEVER, |at| at.nanos_since(now).0)),
            last_failure: failed_at.map_or(NEVER, |at| now.nanos_since(at).0),
        }
    }

    /// The time until a call may be tried.
    #[inline]
    pub(super) fn retry_after(&self) -> Duration {
        match self.retry_after.get() {
            NEVER => Duration::MAX,
            more => Duration::from_nanos(more - 1),
        }
    }

    /// The age of the last failure.
    #[inline]
    pub(super) fn last_failure(&self) -> Option<Duration> {
        let nanos = Some(self.last_failure).filter(|nanos| *nanos != NEVER);
        nanos.map(Duration::from_nanos)
    }
}

//! Durations as they are serialised: seconds, and nothing for one without end.

use std::time::Duration;

use serde::Serializer;

/// A duration that is there.
pub(crate) fn some<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    match *duration {
        Duration::MAX => serializer.serialize_none(),
        duration => serializer.serialize_f64(duration.as_secs_f64()),
    }
}

/// A duration that may be there.
#[allow(clippy::ref_option, reason = "serde calls it so")]
pub(crate) fn maybe<S: Serializer>(
    duration: &Option<Duration>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match duration {
        Some(duration) => some(duration, serializer),
        None => serializer.serialize_none(),
    }
}

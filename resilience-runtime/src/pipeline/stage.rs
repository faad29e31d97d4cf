//! The progress of a call on the slow path.

/// The part of the pipeline that a call has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// An outer layer admits the call.
    Outer,
    /// The retry starts the attempt.
    Retry,
    /// An inner layer admits the attempt.
    Inner,
    /// The body runs, or has returned.
    Running,
    /// The deadline of that layer is over, counted from the outermost. The body still exists: it is dropped
    /// with the future of the attempt, and may panic. The layers below hold what they hold until then.
    TimedOut(u8),
}

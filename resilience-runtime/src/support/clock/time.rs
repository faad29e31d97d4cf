//! Points and lengths of time, in nanoseconds.

use std::time::Duration;

/// A length of time in nanoseconds, up to 584 years: a `Duration` is slow to reckon with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Nanos(pub(crate) u64);

impl From<Duration> for Nanos {
    #[inline]
    fn from(duration: Duration) -> Self {
        // In 64 bits, and not by `as_nanos`, which has 128.
        let nanos = duration.as_secs().checked_mul(1_000_000_000);
        let nanos = nanos.and_then(|it| it.checked_add(duration.subsec_nanos().into()));
        Self(nanos.unwrap_or(u64::MAX))
    }
}

impl From<Nanos> for Duration {
    #[inline]
    fn from(Nanos(nanos): Nanos) -> Self {
        Self::from_nanos(nanos)
    }
}

/// Nanoseconds since an arbitrary epoch of the process, 292 years either way.
///
/// Signed: a paused clock may have been stopped before the epoch was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub(super) i64);

impl Time {
    /// The earliest time that can be represented.
    pub(crate) const FIRST: Self = Self(i64::MIN);

    /// The last, and so ahead of every other.
    pub(crate) const LAST: Self = Self(i64::MAX);

    /// The epoch.
    pub(crate) const ZERO: Self = Self(0);

    /// The time in the bits of an atomic word.
    pub(crate) fn to_bits(self) -> u64 {
        u64::from_ne_bytes(self.0.to_ne_bytes())
    }

    pub(crate) fn from_bits(bits: u64) -> Self {
        Self(i64::from_ne_bytes(bits.to_ne_bytes()))
    }

    /// The time that much later, at most the latest that can be represented.
    #[inline]
    pub(crate) fn after(self, length: impl Into<Nanos>) -> Self {
        Self(self.0.saturating_add_unsigned(length.into().0))
    }

    /// The time that much earlier, at least the earliest that can be represented.
    #[inline]
    pub(crate) fn before(self, length: impl Into<Nanos>) -> Self {
        Self(self.0.saturating_sub_unsigned(length.into().0))
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        self.nanos_since(earlier).into()
    }

    /// The same in nanoseconds.
    #[inline]
    pub(crate) fn nanos_since(self, earlier: Self) -> Nanos {
        Nanos(if self > earlier {
            self.0.abs_diff(earlier.0)
        } else {
            0
        })
    }

    /// Whether `earlier` is less than that part of `duration` ago. Whole numbers in 64 bits: a
    /// `Duration` is slow to divide.
    pub(crate) fn is_within(self, duration: Duration, parts: u32, earlier: Self) -> bool {
        self.0.saturating_sub(earlier.0) < nanos(duration) / i64::from(parts)
    }

    /// The time that part of `duration` later.
    pub(crate) fn after_part(self, duration: Duration, parts: u32) -> Self {
        Self(self.0.saturating_add(nanos(duration) / i64::from(parts)))
    }

    /// When the `width`-long slot of that number begins.
    pub(crate) fn of_slot(number: i64, width: Duration) -> Self {
        Self(number.saturating_mul(nanos(width).max(1)))
    }

    /// The number of the `width`-long slot that this time falls into.
    pub(crate) fn slot(self, width: Duration) -> i64 {
        self.0.div_euclid(nanos(width).max(1))
    }
}

#[inline]
fn nanos(duration: Duration) -> i64 {
    i64::try_from(Nanos::from(duration).0).unwrap_or(i64::MAX)
}

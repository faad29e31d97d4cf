//! Percentages.

use std::fmt;

/// A percentage from 0 % to 100 %, in steps of 0.0001 %.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::Percent;
/// const RATIO: Percent = Percent::new(10);
/// assert_eq!(RATIO, Percent::from_millionths(100_000));
/// assert_eq!(RATIO.to_string(), "10%");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(u32);

impl Percent {
    /// Creates a percentage of `percent` per cent.
    ///
    /// # Panics
    ///
    /// If `percent` is more than 100. In a constant this is a compile error.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Percent;
    /// assert_eq!(Percent::new(50).to_string(), "50%");
    /// ```
    pub const fn new(percent: u32) -> Self {
        assert!(percent <= 100, "a percentage must be at most `100%`");
        Self(percent * 10_000)
    }

    /// Creates a percentage of `millionths` millionths.
    ///
    /// # Panics
    ///
    /// If `millionths` is more than 1,000,000. In a constant this is a compile error.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Percent;
    /// assert_eq!(Percent::from_millionths(5_000).to_string(), "0.5%");
    /// ```
    pub const fn from_millionths(millionths: u32) -> Self {
        assert!(
            millionths <= 1_000_000,
            "a percentage must be at most `100%`"
        );
        Self(millionths)
    }

    /// Returns `part / whole`, rounded down, or zero if `whole` is zero.
    pub(crate) fn share(part: u64, whole: u64) -> Self {
        let millionths = (u128::from(part) * 1_000_000).checked_div(u128::from(whole));
        Self(u32::try_from(millionths.unwrap_or(0)).unwrap_or(1_000_000))
    }

    /// Returns whether `part` is at least this percentage of `whole`, without rounding.
    pub(crate) fn is_reached_by(self, part: u64, whole: u64) -> bool {
        u128::from(part) * 1_000_000 >= u128::from(whole) * u128::from(self.0)
    }

    pub(crate) const fn millionths(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", f64::from(self.0) / 1e4)
    }
}

impl fmt::Debug for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

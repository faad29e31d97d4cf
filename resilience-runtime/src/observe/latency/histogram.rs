//! Durations that can be put together with others.

use std::fmt;
use std::time::Duration;

use histogram::{Config, Histogram};

use super::Latency;
use crate::support::clock::Nanos;

/// Buckets of nanoseconds: 32 to each power of two, up to 73 minutes.
pub(super) const BUCKETS: Config = match Config::new(5, 42) {
    Ok(buckets) => buckets,
    Err(_) => panic!("the two powers are in range"),
};

/// The longest duration that has a bucket; longer ones go there too.
const LONGEST: u64 = (1 << 42) - 1;

/// The number whose bucket a duration goes to.
pub(super) fn nanos(duration: Duration) -> u64 {
    Nanos::from(duration).0.min(LONGEST)
}

/// How long calls took: counts in buckets, whose number is fixed.
///
/// Those of several policies, processes or times can be [merged](Self::merge), which percentiles cannot.
/// A duration is known to 3.2 %; those above 73 minutes count as 73 minutes. Ten kilobytes, whatever it
/// holds.
///
/// With the feature `serde` it is a sequence of pairs, `[[nanoseconds, count], …]`: the upper end of each
/// bucket that holds anything. So it can be sent to where those of other processes come together.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::LatencyHistogram;
/// # use std::time::Duration;
/// let mut here = LatencyHistogram::new();
/// (1..=98).for_each(|_| here.record(Duration::from_millis(10)));
/// let mut there = LatencyHistogram::new();
/// (1..=2).for_each(|_| there.record(Duration::from_secs(1)));
/// here.merge(&there);
/// assert_eq!(here.count(), 100);
/// assert!(here.percentile(50.0).unwrap() < Duration::from_millis(11));
/// assert!(here.percentile(99.0).unwrap() >= Duration::from_secs(1));
/// ```
#[derive(Clone, PartialEq)]
pub struct LatencyHistogram(Histogram);

impl LatencyHistogram {
    /// One that holds nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::LatencyHistogram;
    /// let histogram = LatencyHistogram::new();
    /// assert_eq!(histogram.count(), 0);
    /// ```
    pub fn new() -> Self {
        Self(Histogram::with_config(&BUCKETS))
    }

    /// Adds one duration.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::LatencyHistogram;
    /// # use std::time::Duration;
    /// let mut histogram = LatencyHistogram::new();
    /// histogram.record(Duration::from_millis(5));
    /// assert_eq!(histogram.count(), 1);
    /// ```
    pub fn record(&mut self, duration: Duration) {
        self.add(nanos(duration), 1);
    }

    /// Adds all that `other` holds.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::LatencyHistogram;
    /// # use std::time::Duration;
    /// let mut histogram = LatencyHistogram::new();
    /// histogram.record(Duration::from_millis(5));
    /// let mut all = LatencyHistogram::new();
    /// all.merge(&histogram);
    /// assert_eq!(all.count(), 1);
    /// ```
    pub fn merge(&mut self, other: &Self) {
        self.add_all(other.0.as_slice().iter().copied());
    }

    /// How many durations it holds.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::LatencyHistogram;
    /// # use std::time::Duration;
    /// let mut histogram = LatencyHistogram::new();
    /// histogram.record(Duration::from_millis(5));
    /// assert_eq!(histogram.count(), 1);
    /// ```
    pub fn count(&self) -> u64 {
        let counts = self.0.as_slice().iter();
        counts.fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The duration that `percent` per cent (0 to 100) do not exceed: the upper end of its bucket.
    /// `None` where it holds nothing.
    ///
    /// # Panics
    ///
    /// If `percent` is below 0, above 100 or not a number.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::LatencyHistogram;
    /// # use std::time::Duration;
    /// let mut histogram = LatencyHistogram::new();
    /// assert_eq!(histogram.percentile(99.0), None);
    /// histogram.record(Duration::from_millis(5));
    /// assert!(histogram.percentile(99.0).is_some());
    /// ```
    pub fn percentile(&self, percent: f64) -> Option<Duration> {
        assert!(
            (0.0..=100.0).contains(&percent),
            "a percentile must be from 0 to 100"
        );
        let bucket = self.0.quantile_bucket(percent / 100.0).ok().flatten()?;
        Some(Duration::from_nanos(bucket.end()))
    }

    /// The figures that a snapshot has; `None` where it holds nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::LatencyHistogram;
    /// # use std::time::Duration;
    /// let mut histogram = LatencyHistogram::new();
    /// assert!(histogram.summary().is_none());
    /// histogram.record(Duration::from_millis(5));
    /// assert!(histogram.summary().is_some());
    /// ```
    pub fn summary(&self) -> Option<Latency> {
        let shares = [0.5, 0.9, 0.99, 0.995, 1.0];
        let mut buckets = shares.map(|_| None);
        // All shares are in range, and there is a place for each.
        let _ = self.0.quantile_buckets_into(&shares, &mut buckets);
        let [p50, p90, p99, p995, max] =
            buckets.map(|bucket| bucket.map(|it| Duration::from_nanos(it.end())));
        Some(Latency {
            count: self.count(),
            p50: p50?,
            p90: p90?,
            p99: p99?,
            p995: p995?,
            max: max?,
        })
    }

    /// Adds to every bucket its count.
    pub(super) fn add_all(&mut self, counts: impl Iterator<Item = u64>) {
        for (sum, count) in self.0.as_mut_slice().iter_mut().zip(counts) {
            *sum = sum.saturating_add(count);
        }
    }

    fn add(&mut self, nanos: u64, count: u64) {
        // Neither can be: the number was cut to the last bucket, and 2^64 calls take too long.
        let _ = self.0.add(nanos, count);
    }
}

impl Default for LatencyHistogram {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for LatencyHistogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LatencyHistogram")
            .field(&self.summary())
            .finish()
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for LatencyHistogram {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let filled = self.0.iter().filter(|bucket| bucket.count() > 0);
        serializer.collect_seq(filled.map(|bucket| (bucket.end(), bucket.count())))
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for LatencyHistogram {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pairs: Vec<(u64, u64)> = serde::Deserialize::deserialize(deserializer)?;
        let mut histogram = Self::new();
        for (nanos, count) in pairs {
            histogram.add(nanos.min(LONGEST), count);
        }
        Ok(histogram)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_at_most_one_thirty_second_above_the_exact_one() {
        for nanos in [0, 1, 31, 33, 999, 65_537, 1_000_003, 4_000_000_007] {
            let mut one = LatencyHistogram::new();
            one.record(Duration::from_nanos(nanos));
            let told = one.percentile(50.0).map(|it| it.as_nanos()).unwrap();
            let most = u128::from(nanos + nanos / 32 + 1);
            assert!(
                (u128::from(nanos)..=most).contains(&told),
                "{nanos}: {told}"
            );
        }
    }

    #[test]
    fn the_longest_call_has_a_bucket() {
        let mut long = LatencyHistogram::new();
        long.record(Duration::MAX);
        assert_eq!(long.count(), 1);
        assert_eq!(long.percentile(0.0), Some(Duration::from_nanos(LONGEST)));
    }

    #[test]
    fn nothing_has_no_percentile() {
        assert_eq!(LatencyHistogram::new().summary(), None);
    }

    #[test]
    fn counts_do_not_overflow() {
        let mut full = LatencyHistogram::new();
        full.add(7, u64::MAX);
        full.merge(&full.clone());
        assert_eq!(full.count(), u64::MAX);
    }

    #[cfg(feature = "serde")]
    #[test]
    fn it_comes_back_from_json_as_it_was() {
        let mut sent = LatencyHistogram::new();
        for millis in [0, 1, 1, 30, 5_000, 10_000_000] {
            sent.record(Duration::from_millis(millis));
        }
        let json = serde_json::to_string(&sent).unwrap();
        assert!(json.starts_with("[[0,1],["), "{json}");
        let back: LatencyHistogram = serde_json::from_str(&json).unwrap();
        assert_eq!(back, sent);
        let beyond = serde_json::from_str::<LatencyHistogram>("[[18446744073709551615,2]]");
        assert_eq!(beyond.unwrap().count(), 2);
    }
}

//! The record of a simulation: counts for every second, and the figures computed from them.

use std::ops::Range;
use std::time::Duration;

#[derive(Clone, Copy, Default)]
pub(crate) struct Second {
    /// Calls that users began in it.
    pub(crate) calls: u16,
    /// The number of these calls that succeeded, at any time.
    pub(crate) succeeded: u16,
    /// Requests that reached the service in it.
    pub(crate) requests: u16,
}

pub(crate) struct Record(Vec<Second>);

impl Record {
    pub(crate) fn new(seconds: u64) -> Self {
        Self(vec![Second::default(); index(seconds)])
    }

    /// The second into which `at` falls, while there are any.
    pub(crate) fn at(&mut self, at: Duration) -> Option<&mut Second> {
        self.0.get_mut(index(at.as_secs()))
    }

    pub(crate) fn seconds(&self, range: Range<u64>) -> &[Second] {
        &self.0[index(range.start)..index(range.end)]
    }

    /// Requests that reached the service, per call.
    pub(crate) fn amplification(&self, range: Range<u64>) -> f64 {
        ratio(self.seconds(range), |second| second.requests)
    }

    /// The amplification of the ten seconds in which it is highest.
    pub(crate) fn peak(&self, range: Range<u64>) -> f64 {
        let tens = self.seconds(range).windows(10);
        tens.map(|ten| ratio(ten, |second| second.requests))
            .fold(0.0, f64::max)
    }

    /// The share of calls that ended in success.
    pub(crate) fn success(&self, range: Range<u64>) -> f64 {
        ratio(self.seconds(range), |second| second.succeeded)
    }

    /// Returns the seconds until 99 % of the calls begun in a second succeed, in that second and in all
    /// that follow, or `None` if the range ends before.
    pub(crate) fn recovery(&self, range: Range<u64>) -> Option<u64> {
        let seconds = self.seconds(range);
        let good =
            |second: &&Second| u32::from(second.succeeded) * 100 >= u32::from(second.calls) * 99;
        let good_at_the_end = seconds.iter().rev().take_while(good).count();
        let bad = seconds.len() - good_at_the_end;
        (good_at_the_end > 0).then_some(bad as u64)
    }
}

fn ratio(seconds: &[Second], count: impl Fn(&Second) -> u16) -> f64 {
    let counted: u32 = seconds.iter().map(|second| u32::from(count(second))).sum();
    let calls: u32 = seconds.iter().map(|second| u32::from(second.calls)).sum();
    f64::from(counted) / f64::from(calls.max(1))
}

/// Seconds are counted by the thousand at most.
fn index(second: u64) -> usize {
    usize::try_from(second).unwrap_or(usize::MAX)
}

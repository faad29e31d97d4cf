//! The steps of a retry for code that makes its own attempts: allowed, granted, paused.
//!
//! A pipeline does not use them: it decides in `again`.

use std::time::Duration;

use super::backoff::{Attempt, DelaySource};
use super::run::Run;
use crate::Verdict;
use crate::policies::retry::budget::Withdrawal;
use crate::support::clock;

/// A retry that `max` allows, and that is not granted yet.
///
/// Its delay, the time that is left and the budget are checked when it is [granted](Self::grant).
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Attempt, Retry, Verdict};
/// # use std::time::Duration;
/// let retry = Retry::builder().base_delay(Duration::from_millis(1)).build();
/// let mut run = retry.begin();
/// let mut turn = run.after(Verdict::Failure).expect("three retries are allowed");
/// turn.delay(|attempt: Attempt| Duration::from_millis(5) * (attempt.number + 1));
/// let granted = turn.grant().expect("there is no budget and no limit of time");
/// assert_eq!(granted.delay(), Duration::from_millis(5));
/// assert_eq!(granted.attempt().number, 0);
/// ```
#[derive(Debug)]
#[must_use = "a turn that is not granted is a retry that is not made"]
pub struct Turn<'r, 'a> {
    run: &'r mut Run<'a>,
    /// The delay from the `delay` setting, before jitter.
    given: Option<Duration>,
    /// The wait that the error carries, without jitter.
    hinted: Option<Duration>,
}

impl<'a> Run<'a> {
    /// Takes the verdict on an attempt.
    ///
    /// `Some` is a retry that may be made once it is [granted](Turn::grant). `None` says that the outcome is final;
    /// [`stop`](Self::stop) has the reason.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Retry, Stop, Verdict};
    /// let retry = Retry::builder().build();
    /// let mut run = retry.begin();
    /// assert!(run.after(Verdict::Ignore).is_none());
    /// assert_eq!(run.stop(), Stop::NotRetryable);
    /// ```
    #[inline]
    pub fn after(&mut self, verdict: Verdict) -> Option<Turn<'_, 'a>> {
        self.may_retry(verdict).then(|| Turn::new(self))
    }
}

impl<'r, 'a> Turn<'r, 'a> {
    fn new(run: &'r mut Run<'a>) -> Self {
        Self {
            run,
            given: None,
            hinted: None,
        }
    }

    /// Takes the delay from `source` instead of the exponential one. Jitter applies to it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Retry, Verdict};
    /// # use std::time::Duration;
    /// let retry = Retry::builder().base_delay(Duration::from_millis(1)).build();
    /// let mut run = retry.begin();
    /// let mut turn = run.after(Verdict::Failure).expect("three retries are allowed");
    /// turn.delay(Duration::from_millis(3));
    /// assert_eq!(turn.grant().map(|granted| granted.delay()), Some(Duration::from_millis(3)));
    /// ```
    pub fn delay<K>(&mut self, source: impl DelaySource<K>) {
        self.given = source.delay(self.run.attempt());
    }

    /// Takes the delay that an error carries, if any, instead of every other delay and without jitter.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Retry, Verdict};
    /// # use std::time::Duration;
    /// let retry = Retry::builder().build();
    /// let mut run = retry.begin();
    /// let mut turn = run.after(Verdict::Failure).expect("three retries are allowed");
    /// turn.hint(Some(Duration::from_secs(7)));
    /// assert_eq!(turn.grant().map(|granted| granted.delay()), Some(Duration::from_secs(7)));
    /// ```
    pub fn hint(&mut self, retry_after: Option<Duration>) {
        self.hinted = retry_after;
    }

    /// Grants the retry, unless its pause would end after `max_elapsed` or the budget is exhausted.
    ///
    /// The budget is charged last, once.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Retry, Verdict};
    /// # use std::time::Duration;
    /// let retry = Retry::builder().base_delay(Duration::from_millis(1)).build();
    /// let mut run = retry.begin();
    /// let turn = run.after(Verdict::Failure).expect("three retries are allowed");
    /// let granted = turn.grant().expect("there is no budget");
    /// assert_eq!(granted.delay(), Duration::from_millis(1));
    /// ```
    pub fn grant(self) -> Option<Granted<'r, 'a>> {
        let Self { run, given, hinted } = self;
        let (delay, withdrawal) = run.grant(given, hinted)?;
        Some(Granted {
            run,
            withdrawal,
            delay,
        })
    }
}

/// A retry that is granted and not sent yet.
///
/// Dropping it refunds the budget.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Retry, Verdict};
/// # use std::time::Duration;
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let retry = Retry::builder().base_delay(Duration::from_millis(1)).build();
/// let mut run = retry.begin();
/// let turn = run.after(Verdict::Failure).expect("three retries are allowed");
/// let granted = turn.grant().expect("there is no budget");
/// granted.pause().await;
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a granted retry that is dropped is not sent"]
pub struct Granted<'r, 'a> {
    run: &'r mut Run<'a>,
    withdrawal: Option<Withdrawal<'a>>,
    delay: Duration,
}

impl Granted<'_, '_> {
    /// The attempt that is about to be made.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Retry, Verdict};
    /// # use std::time::Duration;
    /// let retry = Retry::builder().base_delay(Duration::from_millis(1)).build();
    /// let mut run = retry.begin();
    /// let turn = run.after(Verdict::Failure).expect("three retries are allowed");
    /// let granted = turn.grant().expect("there is no budget");
    /// assert_eq!(granted.attempt().number, 0);
    /// ```
    pub fn attempt(&self) -> Attempt {
        self.run.attempt()
    }

    /// The pause before the attempt.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Retry, Verdict};
    /// # use std::time::Duration;
    /// let retry = Retry::builder().base_delay(Duration::from_millis(1)).build();
    /// let mut run = retry.begin();
    /// let turn = run.after(Verdict::Failure).expect("three retries are allowed");
    /// let granted = turn.grant().expect("there is no budget");
    /// assert_eq!(granted.delay(), Duration::from_millis(1));
    /// ```
    pub fn delay(&self) -> Duration {
        self.delay
    }

    /// Waits out the delay, after which the retry counts as sent.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped before its end, the retry is not sent and the budget is refunded.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Retry, Verdict};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let retry = Retry::builder().base_delay(Duration::from_millis(1)).build();
    /// let mut run = retry.begin();
    /// let turn = run.after(Verdict::Failure).expect("three retries are allowed");
    /// turn.grant().expect("there is no budget").pause().await;
    /// # }
    /// ```
    pub async fn pause(self) {
        let Self {
            run,
            withdrawal,
            delay,
        } = self;
        clock::sleep(run.pause(delay)).await;
        if let Some(withdrawal) = withdrawal {
            withdrawal.spend();
        }
    }
}

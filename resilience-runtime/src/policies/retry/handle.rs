//! The public handle of a retry.

use std::convert::Infallible;
use std::future::Future;

use super::config::Settings;
use super::layer::RetryLayer;
use super::run::Run;
use super::{Backoff, NoListener};
use crate::RetryBudget;
use crate::outcome::answer;
use crate::outcome::error_hints::ErrorHints;
use crate::outcome::verdict::IntoVerdict;
use crate::pipeline::{Call, Local, Pipeline, attempt};

/// Repeats a call that fails, after a pause, within its limits and its budget.
///
/// # Cancel safety
///
/// A call that is dropped makes no further attempt. A retry that was granted and not sent is refunded to the budget.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Jitter, Retry};
/// # use std::{cell::Cell, io, time::Duration};
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let retry = Retry::builder().max(3).base_delay(Duration::from_millis(1)).jitter(Jitter::Full).build();
/// let calls = Cell::new(0);
/// let answer = retry
///     .call(|| async {
///         calls.set(calls.get() + 1);
///         if calls.get() < 3 { Err(io::Error::other("busy")) } else { Ok(calls.get()) }
///     })
///     .await;
/// assert_eq!(answer.unwrap(), 3);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Retry {
    pub(super) layer: RetryLayer<Settings, Option<RetryBudget>>,
}

impl Retry {
    /// Starts a call whose attempts you make yourself.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Retry, Verdict};
    /// let retry = Retry::builder().max(1).build();
    /// let mut run = retry.begin();
    /// assert!(run.after(Verdict::Failure).is_some());
    /// ```
    pub fn begin(&self) -> Run<'_> {
        let RetryLayer { settings, budget } = &self.layer;
        Run::new(settings, budget.as_ref(), settings.start())
    }

    /// Calls `f`, and repeats the call while it fails and retries are left.
    ///
    /// The wait that an error carries is not used. Use [`begin`](Self::begin) and [`Turn::hint`](super::Turn::hint) to
    /// pass it.
    ///
    /// If `f` is the `call` of another policy, its rejections are retried like other errors. Use
    /// [`call_judged`](Self::call_judged) with [`Failure::judge`](crate::Failure::judge) to return them at once, as a
    /// pipeline does.
    ///
    /// # Errors
    ///
    /// The last error of `f`, unchanged.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Retry;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let retry = Retry::builder().max(1).build();
    /// let answer = retry.call(|| async { Ok::<_, std::io::Error>(7) }).await;
    /// assert_eq!(answer.unwrap(), 7);
    /// # }
    /// ```
    pub async fn call<T, E, F>(&self, f: impl FnMut() -> F) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
    {
        self.call_judged(Result::is_err, f).await
    }

    /// Like [`call`](Self::call), with a predicate that says which results to retry.
    ///
    /// # Errors
    ///
    /// The last error of `f`, unchanged. When retries run out on an `Ok`, that `Ok` is returned.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Retry, Verdict};
    /// # use std::io::{Error, ErrorKind};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let retry = Retry::builder().build();
    /// let is_final = |result: &Result<u32, Error>| match result {
    ///     Err(error) if error.kind() == ErrorKind::NotFound => Verdict::Ignore,
    ///     Err(_) => Verdict::Failure,
    ///     Ok(_) => Verdict::Success,
    /// };
    /// let answer = retry.call_judged(is_final, || async { Err(ErrorKind::NotFound.into()) }).await;
    /// assert_eq!(answer.unwrap_err().kind(), ErrorKind::NotFound);
    /// # }
    /// ```
    pub async fn call_judged<T, E, F, V: IntoVerdict>(
        &self,
        mut judge: impl FnMut(&Result<T, E>) -> V,
        mut f: impl FnMut() -> F,
    ) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
    {
        let layers = Pipeline {
            outer: (),
            retry: &self.layer,
            inner: (),
        };
        let mut call = Call::judged(Local(&layers));
        let answer = loop {
            // Called inside the attempt, not before it: the attempt begins with the pause.
            let answer = attempt(&mut call, async { f().await }).await.answer();
            let verdict = answer::judge(&answer, &mut judge);
            let next = call.again_by(ErrorHints::NONE, verdict, answer, Backoff, NoListener);
            if let Some(answer) = next {
                break answer;
            }
        };
        let Ok(answer) = call.outcome::<T, E, Infallible>(answer);
        answer
    }
}

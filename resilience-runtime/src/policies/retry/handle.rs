//! The retry without a macro.

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

/// Tries a call again, later and with care.
///
/// # Cancel safety
///
/// A call that is dropped makes no further attempt; a retry that it was waiting to send is paid back
/// to the budget.
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
    /// Begins a call whose attempts you make yourself.
    pub fn begin(&self) -> Run<'_> {
        let RetryLayer { settings, budget } = &self.layer;
        Run::new(settings, budget.as_ref(), settings.start())
    }

    /// Calls `f`, and again while it fails and retries are left.
    ///
    /// A wait that the error carries is not asked for: with [`begin`](Self::begin) and
    /// [`Turn::hint`](super::Turn::hint) it can be given.
    ///
    /// Where `f` is the `call` of another policy, its rejections are errors like any other; with
    /// [`call_judged`](Self::call_judged) and [`Failure::judge`](crate::Failure::judge) they are
    /// not retried, as in a pipeline.
    ///
    /// # Errors
    ///
    /// The last error of `f`, unchanged.
    pub async fn call<T, E, F>(&self, f: impl FnMut() -> F) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
    {
        self.call_judged(Result::is_err, f).await
    }

    /// Like [`call`](Self::call), with `judge` to say which results to retry.
    ///
    /// # Errors
    ///
    /// The last error of `f`, unchanged. When retries run out on an `Ok`, that `Ok` is returned.
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

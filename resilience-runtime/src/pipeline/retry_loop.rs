//! The contract of a retry: the questions that a pipeline asks it.
//!
//! The `loop` itself is written in the function, by the expansion of the attributes or by a policy's `call` method.
//! After each attempt it asks `Call::again` in `policies/retry/again.rs` whether there is a next one.

use std::task::Poll;

use super::PollContext;

/// A retry between the outer and the inner layers; `()` makes a single attempt.
pub trait RetryLoop {
    /// One call and its attempts. The default value is a call that has not come as far as the loop.
    type Attempts<'a>: Default;
    /// Marks the thread as inside an attempt, until it is dropped.
    type Scope;
    /// 1 for a loop, 0 for `()`.
    const LAYERS: usize;

    /// Starts the first attempt on the fast path. `false` sends the call to the slow path.
    fn try_start(&self) -> bool;

    /// Records a success of the first attempt in the first poll: the end of the fast path.
    fn succeed(&self);

    /// Moves a call in its first attempt to the slow path.
    fn attempts(&self) -> Self::Attempts<'_>;

    /// Starts an attempt on the slow path, after its pause.
    fn poll_start<'a>(
        &'a self,
        attempts: &mut Self::Attempts<'a>,
        cx: &mut PollContext<'_, '_>,
    ) -> Poll<()>;

    /// Notes that the inner layers have admitted the attempt and its body is about to run.
    fn sent(&self, attempts: &mut Self::Attempts<'_>);

    /// Enters the body of an attempt.
    fn enter(&self) -> Self::Scope;
}

/// A borrowed loop.
impl<R: RetryLoop> RetryLoop for &R {
    type Attempts<'a> = R::Attempts<'a>;
    type Scope = R::Scope;
    const LAYERS: usize = R::LAYERS;

    #[inline]
    fn try_start(&self) -> bool {
        (**self).try_start()
    }

    #[inline(always)]
    fn succeed(&self) {
        (**self).succeed();
    }

    #[inline(always)]
    fn attempts(&self) -> R::Attempts<'_> {
        (**self).attempts()
    }

    fn poll_start<'a>(
        &'a self,
        attempts: &mut R::Attempts<'a>,
        cx: &mut PollContext<'_, '_>,
    ) -> Poll<()> {
        (**self).poll_start(attempts, cx)
    }

    #[inline]
    fn sent(&self, attempts: &mut R::Attempts<'_>) {
        (**self).sent(attempts);
    }

    #[inline]
    fn enter(&self) -> R::Scope {
        (**self).enter()
    }
}

/// A single attempt.
impl RetryLoop for () {
    type Attempts<'a> = ();
    type Scope = ();
    const LAYERS: usize = 0;

    #[inline]
    fn try_start(&self) -> bool {
        true
    }

    #[inline(always)]
    fn succeed(&self) {}

    #[inline(always)]
    fn attempts(&self) {}

    #[inline]
    fn poll_start(&self, (): &mut (), _: &mut PollContext<'_, '_>) -> Poll<()> {
        Poll::Ready(())
    }

    #[inline]
    fn sent(&self, (): &mut ()) {}

    #[inline]
    fn enter(&self) {}
}

//! What answers in place of a call that brought none.

#![allow(
    clippy::missing_errors_doc,
    reason = "its `Err` is what the fallback takes"
)]

use std::future::{Future, Ready, ready};

use crate::observe::events::{self, Event};
use crate::outcome::answer::Outcome;
use crate::outcome::rejection::{Carries, Rejection};
use crate::outcome::verdict::IntoVerdict;
use crate::{Failure, Name, Rejected, Verdict};

/// Which failures a fallback takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Every rejection.
    Rejected,
    /// The rejection by an open circuit breaker.
    Open,
    /// Every rejection and every error.
    Error,
}

/// The function's answer, or the failure that the fallback is to take.
type Taken<T, E> = Result<Result<T, E>, Failure<E>>;

/// Takes every rejection.
pub fn take_rejected<T, E, R: Rejection>(outcome: Outcome<T, E, R>) -> Taken<T, E> {
    outcome.map_err(|rejection| Failure::Rejected(rejection.into_rejected()))
}

/// Takes every rejection and every error.
pub fn take_any<T, E, R: Rejection>(outcome: Outcome<T, E, R>) -> Taken<T, E> {
    match take_rejected(outcome) {
        Ok(Err(error)) => Err(Failure::Error(error)),
        other => other,
    }
}

/// Takes what `on` and `when` say; other rejections leave the function in its error.
pub fn take_some<T, E: Carries<Rejected>, V: IntoVerdict>(
    outcome: Outcome<T, E, Rejected>,
    on: On,
    when: impl FnOnce(&Failure<E>) -> V,
) -> Taken<T, E> {
    let failure = match outcome {
        Ok(Ok(value)) => return Ok(Ok(value)),
        Ok(Err(error)) => Failure::Error(error),
        Err(rejected) => Failure::Rejected(rejected),
    };
    let fits = match (on, &failure) {
        (On::Error, _)
        | (On::Rejected, Failure::Rejected(_))
        | (On::Open, Failure::Rejected(Rejected::CircuitOpen { .. })) => true,
        (On::Rejected | On::Open, _) => false,
    };
    if fits && when(&failure).into_verdict() == Verdict::Failure {
        return Err(failure);
    }
    match failure {
        Failure::Error(error) => Ok(Err(error)),
        Failure::Rejected(rejected) => Ok(Err(E::carry(rejected))),
    }
}

/// Tells that the fallback of `function` answers.
#[cold]
pub fn falls_back<E>(function: &'static str, failure: &Failure<E>) {
    events::emit(|| Event::Fallback {
        function: Name::from_static(function),
        rejected: failure.rejected().cloned(),
    });
}

/// What a fallback may return: the function's own result, or a future of it.
#[diagnostic::on_unimplemented(
    message = "a fallback returns the function's own `Result<{T}, {E}>`, or a future of it, not `{Self}`",
    label = "this fallback returns something else"
)]
pub trait Answer<T, E, Kind> {
    /// The future of the result.
    type Future: Future<Output = Result<T, E>>;
    /// The future of the result.
    fn answer(self) -> Self::Future;
}

/// Marks a fallback that is a plain function.
#[derive(Debug)]
pub struct Sync;

/// Marks a fallback that is an `async fn`.
#[derive(Debug)]
pub struct Async;

impl<T, E> Answer<T, E, Sync> for Result<T, E> {
    type Future = Ready<Self>;

    fn answer(self) -> Ready<Self> {
        ready(self)
    }
}

impl<T, E, F: Future<Output = Result<T, E>>> Answer<T, E, Async> for F {
    type Future = F;

    fn answer(self) -> F {
        self
    }
}

/// A function that can stand in for the annotated one: it takes the same arguments, optionally
/// followed by the cause, and returns the same result, sync or async.
#[diagnostic::on_unimplemented(
    message = "this function cannot stand in as a fallback",
    label = "must take the arguments of the annotated function, optionally followed by `Failure<{E}>`, and return the same `Result`",
    note = "write `fallback(path(argument, …))` to choose the arguments yourself; `cause` is in scope there"
)]
pub trait Fallback<Args, T, E, Kind> {
    /// The future of its result.
    type Future: Future<Output = Result<T, E>>;
    /// Answers in place of the call.
    fn stand_in(self, args: Args, cause: Failure<E>) -> Self::Future;
}

/// Marks a fallback that does not ask for the cause.
#[derive(Debug)]
pub struct WithoutCause<Kind>(Kind);

/// Marks a fallback that asks for the cause.
#[derive(Debug)]
pub struct WithCause<Kind>(Kind);

/// Marks a plain function that looks at the cause.
#[derive(Debug)]
pub struct WithCauseRef;

/// Answers in place of the call. The arguments come first, so that rustc knows their types when it
/// looks at the function, and says what is wrong with that.
pub fn stand_in<Args, T, E, Kind, F: Fallback<Args, T, E, Kind>>(
    args: Args,
    cause: Failure<E>,
    function: F,
) -> F::Future {
    function.stand_in(args, cause)
}

macro_rules! fallbacks {
    ($(($($arg:ident)*))*) => {$(
        impl<$($arg,)* T, E, F, R, K> Fallback<($($arg,)*), T, E, WithoutCause<K>> for F
        where
            F: FnOnce($($arg),*) -> R,
            R: Answer<T, E, K>,
        {
            type Future = R::Future;

            #[allow(non_snake_case, reason = "the arguments are named after their types")]
            fn stand_in(self, ($($arg,)*): ($($arg,)*), _: Failure<E>) -> R::Future {
                self($($arg),*).answer()
            }
        }

        impl<$($arg,)* T, E, F, R, K> Fallback<($($arg,)*), T, E, WithCause<K>> for F
        where
            F: FnOnce($($arg,)* Failure<E>) -> R,
            R: Answer<T, E, K>,
        {
            type Future = R::Future;

            #[allow(non_snake_case, reason = "the arguments are named after their types")]
            fn stand_in(self, ($($arg,)*): ($($arg,)*), cause: Failure<E>) -> R::Future {
                self($($arg,)* cause).answer()
            }
        }

        impl<$($arg,)* T, E, F> Fallback<($($arg,)*), T, E, WithCauseRef> for F
        where
            F: FnOnce($($arg,)* &Failure<E>) -> Result<T, E>,
        {
            type Future = Ready<Result<T, E>>;

            #[allow(non_snake_case, reason = "the arguments are named after their types")]
            fn stand_in(self, ($($arg,)*): ($($arg,)*), cause: Failure<E>) -> Self::Future {
                ready(self($($arg,)* &cause))
            }
        }
    )*};
}

// The macro refuses `fallback(path)` on a function of more arguments, and says what to write.
fallbacks! {
    ()
    (A1)
    (A1 A2)
    (A1 A2 A3)
    (A1 A2 A3 A4)
    (A1 A2 A3 A4 A5)
    (A1 A2 A3 A4 A5 A6)
    (A1 A2 A3 A4 A5 A6 A7)
    (A1 A2 A3 A4 A5 A6 A7 A8)
    (A1 A2 A3 A4 A5 A6 A7 A8 A9)
    (A1 A2 A3 A4 A5 A6 A7 A8 A9 A10)
    (A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11)
    (A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12)
}

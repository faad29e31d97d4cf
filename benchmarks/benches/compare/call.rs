//! The call that every policy guards.

use std::fmt;
use std::future::poll_fn;
use std::hint::black_box;
use std::task::Poll;

use resilience::Rejected;

/// The argument of every call, borrowed like a service's client.
pub(crate) type Request = &'static [u8; 16];

static REQUEST: [u8; 16] = [7; 16];

/// The error of every call.
#[derive(Debug)]
pub(crate) enum Error {
    Service,
    Rejected(Rejected),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service => f.write_str("the service failed"),
            Self::Rejected(rejected) => rejected.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<Rejected> for Error {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

pub(crate) type Answer = Result<u64, Error>;

/// The error of a call whose answer is small.
pub(crate) enum Boxed {
    Service,
    #[allow(dead_code, reason = "never read; it sets the size of the error")]
    Rejected(Box<Rejected>),
}

impl From<Rejected> for Boxed {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(Box::new(rejected))
    }
}

/// The body of every call with a boxed error.
#[inline]
pub(crate) fn boxed(request: Request) -> Result<u64, Boxed> {
    if black_box(request[0]) == 0 {
        return Err(Boxed::Service);
    }
    Ok(request[1].into())
}

/// That call without any policy.
pub(crate) async fn raw_boxed(request: Request) -> Result<u64, Boxed> {
    boxed(request)
}

/// A request that the optimiser knows nothing of.
#[inline]
pub(crate) fn request() -> Request {
    black_box(&REQUEST)
}

/// The body of every call.
#[inline]
pub(crate) fn answer(request: Request) -> Answer {
    if black_box(request[0]) == 0 {
        return Err(Error::Service);
    }
    Ok(request[1].into())
}

/// The call without any policy.
pub(crate) async fn raw(request: Request) -> Answer {
    answer(request)
}

/// The call without any policy, which fails if `fails` is true.
pub(crate) async fn raw_or_fail(request: Request, fails: bool) -> Answer {
    if fails {
        return Err(Error::Service);
    }
    answer(request)
}

/// True for one call in a hundred.
pub(crate) fn hundredth() -> impl FnMut() -> bool {
    let mut calls = 0_u32;
    move || {
        calls += 1;
        if calls == 100 {
            calls = 0;
        }
        calls == 0
    }
}

/// Waits once: its first poll is pending.
pub(crate) async fn wait_once() {
    let mut has_waited = false;
    poll_fn(|_| {
        if has_waited {
            return Poll::Ready(());
        }
        has_waited = true;
        Poll::Pending
    })
    .await;
}

//! The attributes in a crate of edition 2021, which has no `Future` in its prelude, calls functions
//! `gen`, and lets the body of an `unsafe fn` be unsafe.

use std::fmt::Display;
use std::pin::Pin;

use resilience::{Rejected, bulkhead, circuit_breaker, fallback, rate_limit, retry, timeout};

/// What fails here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The service.
    Down,
    /// A policy.
    Rejected(Rejected),
}

impl From<Rejected> for Error {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

fn stand_in(text: &str, gen: u32) -> Result<String, Error> {
    Ok(format!("{text} without {gen}"))
}

/// Named by what is a keyword later.
///
/// # Errors
///
/// When a policy rejects the call.
#[fallback(stand_in, on = error)]
#[circuit_breaker(cooldown = 1s..60s, judge = |answer| answer.is_err())]
#[rate_limit(max = 100, per = 1s)]
#[bulkhead(max = 10)]
#[retry(max = 1, delay = 0s, budget(ratio = 10%), on_retry = |_| {})]
#[timeout(1s)]
pub async fn gen(text: &str, gen: u32) -> Result<String, Error> {
    match gen {
        0 => Err(Error::Down),
        _ => Ok(format!("{text} {gen}")),
    }
}

/// Captures what edition 2021 lets it, and not more.
///
/// # Errors
///
/// When a policy rejects the call.
#[circuit_breaker]
#[timeout(1s)]
pub async fn opaque<T: Display>(item: T) -> Result<impl Display, Error> {
    Ok(item.to_string())
}

/// A future without its trait in scope.
#[retry(max = 1, delay = 0s)]
pub fn future(answer: u32) -> impl std::future::Future<Output = Result<u32, Error>> + Send {
    std::future::ready(Ok(answer))
}

/// A boxed future.
#[retry(max = 1, delay = 0s)]
#[timeout(1s)]
pub fn boxed<'a>(
    text: &'a str,
) -> Pin<Box<dyn std::future::Future<Output = Result<&'a str, Error>> + Send + 'a>> {
    Box::pin(async move { Ok(text.trim()) })
}

/// Reads what is behind a pointer.
///
/// # Errors
///
/// When a policy rejects the call.
///
/// # Safety
///
/// The pointer must be that of a number.
#[circuit_breaker]
#[bulkhead(max = 1)]
#[retry(max = 1, delay = 0s)]
#[timeout(1s)]
pub async unsafe fn unsafe_body(pointer: *const u32) -> Result<u32, Error> {
    Ok(*pointer)
}

/// Reads what is behind a pointer, in a block that says so.
///
/// # Errors
///
/// When a policy rejects the call.
///
/// # Safety
///
/// The pointer must be that of a number.
#[fallback(Ok(0))]
#[timeout(1s)]
pub async unsafe fn unsafe_block(pointer: *const u32) -> Result<u32, Error> {
    // SAFETY: the caller's promise is the same.
    Ok(unsafe { *pointer })
}

/// A trait with an unsafe method.
#[allow(async_fn_in_trait)]
pub trait Read {
    /// Reads itself.
    ///
    /// # Safety
    ///
    /// None is needed.
    #[retry(max = 1, delay = 0s)]
    async unsafe fn read(&self) -> Result<u32, Error> {
        Ok(std::mem::size_of_val(self) as u32)
    }
}

impl Read for u32 {}

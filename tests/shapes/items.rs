//! Every position of a function, and every other attribute on it.

use resilience::{bulkhead, circuit_breaker, registry, retry, timeout};

use crate::common::Error;

mod inside {
    use super::{Error, retry, timeout};

    #[retry(max = 1, delay = 0s)]
    #[timeout(1s)]
    pub(crate) async fn for_the_crate() -> Result<u32, Error> {
        Ok(1)
    }

    #[timeout(1s)]
    pub(super) async fn for_the_parent() -> Result<u32, Error> {
        Ok(2)
    }

    #[timeout(1s)]
    pub(in crate::items) async fn for_a_path() -> Result<u32, Error> {
        Ok(3)
    }
}

/// A doc comment above.
#[circuit_breaker]
/// One between.
#[must_use = "the answer is all that it does"]
#[retry(max = 1, delay = 0s)]
#[allow(clippy::needless_pass_by_value, reason = "consumed in the end")]
#[timeout(1s)]
#[inline]
#[doc = "One below."]
async fn between_attributes(text: String) -> Result<usize, Error> {
    Ok(text.len())
}

#[deprecated = "to check that the emitted code raises no warning"]
#[retry(max = 1, delay = 0s)]
#[timeout(1s)]
async fn deprecated() -> Result<u32, Error> {
    Ok(1)
}

#[cfg(any())]
#[retry(max = 1, delay = 0s)]
async fn absent() -> Result<NoSuchType, Error> {
    no_such_function()
}

#[cfg(test)]
#[retry(max = 1, delay = 0s)]
#[cfg(not(any()))]
async fn present() -> Result<u32, Error> {
    Ok(1)
}

#[expect(unused_variables, reason = "a lint that the body does give")]
#[retry(max = 1, delay = 0s)]
async fn expected_lint() -> Result<u32, Error> {
    let unused = 1;
    Ok(1)
}

#[circuit_breaker]
#[bulkhead(max = 1)]
#[r#timeout(1s)]
async fn r#match(r#type: Option<u32>) -> Result<u32, Error> {
    r#type.ok_or(Error::NotFound)
}

#[resilience::fallback(r#move)]
#[::resilience::circuit_breaker]
#[resilience::retry(max = 1, delay = 0s, clone(r#type))]
async fn by_path(r#type: String) -> Result<usize, Error> {
    let r#in = r#type;
    Ok(r#in.len())
}

#[expect(
    clippy::unnecessary_wraps,
    clippy::needless_pass_by_value,
    reason = "a fallback has the signature of its function"
)]
fn r#move(r#type: String) -> Result<usize, Error> {
    Ok(r#type.len())
}

#[tokio::test]
async fn the_attributes_work_wherever_a_function_may_be() {
    assert_eq!(inside::for_the_crate().await, Ok(1));
    assert_eq!(inside::for_the_parent().await, Ok(2));
    assert_eq!(inside::for_a_path().await, Ok(3));
    assert_eq!(between_attributes("tea".to_owned()).await, Ok(3));
    #[expect(deprecated, reason = "the mark stays on the function")]
    let marked = deprecated();
    assert_eq!(marked.await, Ok(1));
    assert_eq!(present().await, Ok(1));
    assert_eq!(expected_lint().await, Ok(1));
    assert_eq!(r#match(Some(1)).await, Ok(1));
    assert_eq!(by_path("tea".to_owned()).await, Ok(3));
    assert!(
        registry::circuit_breaker("shapes::items::match").is_some(),
        "without the raw mark"
    );
}

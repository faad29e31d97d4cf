//! Modules that redefine or remove the names of the prelude.

use crate::common::Error;

mod without_prelude {
    #![no_implicit_prelude]
    #![allow(dead_code, reason = "they only have to be in the way")]

    use ::resilience::{bulkhead, circuit_breaker, fallback, rate_limit, retry, timeout};

    mod core {}
    mod std {}
    struct Ok;
    struct Option;
    struct String;

    #[allow(
        clippy::unnecessary_wraps,
        reason = "a fallback has the signature of its function"
    )]
    const fn stand_in(number: u32) -> ::core::result::Result<u32, super::Error> {
        ::core::result::Result::Ok(number)
    }

    #[fallback(stand_in)]
    #[circuit_breaker(failure_rate = 50%, window = 10s, cooldown = 1s..2s, when = |_| true)]
    #[rate_limit(max = 10, per = 1s, wait = 1s)]
    #[bulkhead(max = 1, wait = 1s, queue = 3)]
    #[retry(max = 1, jitter, delay = 1s, budget(ratio = 1%), max_elapsed = 5s, clone(number))]
    #[timeout(1s)]
    pub(super) async fn call(number: u32) -> ::core::result::Result<u32, super::Error> {
        ::core::result::Result::Ok(number + 1)
    }

    #[timeout(1s)]
    pub(super) fn boxed(
        number: u32,
    ) -> ::core::pin::Pin<
        ::std::boxed::Box<
            dyn ::core::future::Future<Output = ::core::result::Result<u32, super::Error>>
                + ::core::marker::Send,
        >,
    > {
        ::std::boxed::Box::pin(::core::future::ready(::core::result::Result::Ok(number)))
    }
}

mod shadowed {
    #![allow(
        dead_code,
        non_camel_case_types,
        non_snake_case,
        clippy::upper_case_acronyms,
        unused_macros,
        reason = "they only have to be in the way"
    )]

    use ::resilience::{bulkhead, circuit_breaker, fallback, rate_limit, retry, timeout};

    mod core {}
    mod std {}
    mod resilience {}
    mod tokio {}
    struct Result;
    struct Ok;
    struct Err;
    struct Some;
    struct None;
    struct Option;
    struct String;
    struct Box;
    struct Pin;
    struct Duration;
    struct Rejected;
    struct u32;
    struct bool;
    struct str;
    trait Clone {}
    trait Copy {}
    trait Default {}
    trait Drop {}
    trait Fn {}
    trait FnOnce {}
    trait From {}
    trait Future {}
    trait Into {}
    trait Send {}
    trait Sync {}
    macro_rules! concat {
        () => {};
    }
    macro_rules! module_path {
        () => {};
    }
    macro_rules! unreachable {
        () => {};
    }
    const fn drop() {}

    #[allow(
        clippy::unnecessary_wraps,
        reason = "a fallback has the signature of its function"
    )]
    const fn stand_in(number: usize) -> ::core::result::Result<usize, super::Error> {
        ::core::result::Result::Ok(number)
    }

    #[fallback(stand_in(number), on = error, when = |_| true)]
    #[circuit_breaker(
        name = "names: shadowed",
        failure_rate = 50%,
        window = 10s,
        cooldown = 1s..2s,
        judge = |_| false,
        hung = 20s
    )]
    #[rate_limit(max = 10, per = 1s, wait = 1s)]
    #[bulkhead(max = 1, wait = 1s, queue = 3)]
    #[retry(max = 1, delay = |_| ::core::time::Duration::ZERO, on_retry = |_| {}, clone(number))]
    #[timeout("1s")]
    pub(super) async fn call(number: usize) -> ::core::result::Result<usize, super::Error> {
        if number == 7 {
            return ::core::result::Result::Err(super::Error::Down);
        }
        ::core::result::Result::Ok(number + 1)
    }

    #[timeout(1s)]
    pub(super) fn future(
        number: usize,
    ) -> impl ::core::future::Future<Output = ::core::result::Result<usize, super::Error>> {
        ::core::future::ready(::core::result::Result::Ok(number))
    }
}

#[tokio::test]
async fn the_expansion_uses_no_names_of_the_module() {
    assert_eq!(without_prelude::call(1).await, Ok(2));
    assert_eq!(without_prelude::boxed(1).await, Ok(1));
    assert_eq!(shadowed::call(1).await, Ok(2));
    assert_eq!(shadowed::call(7).await, Ok(7));
    assert_eq!(shadowed::future(1).await, Ok(1));
}

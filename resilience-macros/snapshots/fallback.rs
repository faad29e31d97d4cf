// #[fallback(from_cache)]
// #[timeout(5s)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

async fn load(id: u32) -> Result<Order, Error> {
    const __RESILIENCE_PIPELINE: &::core::primitive::str = ::core::concat!(
        ::core::module_path!(),
        "::",
        "load",
    );
    use ::resilience::__private as __resilience;
    #[allow(unused_imports)]
    use timeout as _;
    struct __ResiliencePlace;
    impl __resilience::Static for __ResiliencePlace {
        type Layers = (__resilience::TimeoutLayer, ());
        #[inline]
        fn layers() -> &'static Self::Layers {
            &__RESILIENCE.layers
        }
    }
    static __RESILIENCE: __resilience::Function<
        <__ResiliencePlace as __resilience::Static>::Layers,
    > = __resilience::Function {
        path: __RESILIENCE_PIPELINE,
        retry: false,
        timeout: true,
        fallback: true,
        layers: (
            __resilience::TimeoutLayer::declared(
                __RESILIENCE_PIPELINE,
                ::core::time::Duration::new(5u64, 0u32),
            ),
            (),
        ),
    };
    __resilience::submit! {
        __resilience::Declared(& __RESILIENCE)
    }
    let mut call = __resilience::Call::new(__ResiliencePlace);
    let body = async {
        #[allow(unreachable_code, clippy::needless_return)]
        if false {
            return __resilience::never::<Result<Order, Error>>();
        }
        { find(id).await }
    };
    let answer = match __resilience::attempt(&mut call, body).await {
        __resilience::Attempted::Passed(value) => return call.passed(value),
        __resilience::Attempted::Answered(answer) => answer,
    };
    let failure = match __resilience::take_rejected(
        call.outcome::<_, _, __resilience::Rejected>(answer),
    ) {
        ::core::result::Result::Ok(answer) => return answer,
        ::core::result::Result::Err(failure) => failure,
    };
    __resilience::falls_back(__RESILIENCE_PIPELINE, &failure);
    #[allow(clippy::used_underscore_binding)]
    let answer = __resilience::stand_in((id,), failure, from_cache);
    let answer = answer.await;
    answer
}

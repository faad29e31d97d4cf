// #[fallback(from_cache)]
// #[timeout(5s)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

async fn load(id: u32) -> Result<Order, Error> {
    struct __ResiliencePlace;
    use ::resilience::__private as __resilience;
    #[allow(unused_imports)]
    use timeout as _;
    impl __resilience::Static for __ResiliencePlace {
        type Function = __resilience::StaticFunction<
            __resilience::Pipeline<(), (), (__resilience::Timeout, ())>,
        >;
        #[inline]
        fn function() -> &'static Self::Function {
            &__RESILIENCE
        }
    }
    static __RESILIENCE: <__ResiliencePlace as __resilience::Static>::Function = __resilience::StaticFunction {
        info: __resilience::FunctionInfo {
            path: ::core::concat!(::core::module_path!(), "::", "load"),
            retry: false,
            timeout: true,
            fallback: true,
        },
        layers: __resilience::Pipeline {
            outer: (),
            retry: (),
            inner: (
                __resilience::TimeoutSite::new(__resilience::duration(5u64, 0u32))
                    .of(::core::concat!(::core::module_path!(), "::", "load")),
                (),
            ),
        },
    };
    __resilience::submit! {
        __resilience::LinkedFunction(__resilience::declare:: < __ResiliencePlace >)
    }
    let mut call = __resilience::Call::new(__ResiliencePlace);
    let body = async {
        if false {
            return __resilience::never::<Result<Order, Error>>();
        }
        { find(id).await }
    };
    let answer = match __resilience::attempt(&mut call, body).await {
        __resilience::Attempted::Settled(value) => return call.finish(value),
        __resilience::Attempted::Unsettled(answer) => answer,
    };
    let failure = match __resilience::take_rejected(
        call.outcome::<_, _, __resilience::Rejected>(answer),
    ) {
        ::core::result::Result::Ok(answer) => return answer,
        ::core::result::Result::Err(failure) => failure,
    };
    __resilience::falls_back(
        ::core::concat!(::core::module_path!(), "::", "load"),
        &failure,
    );
    #[allow(clippy::used_underscore_binding)]
    let answer = __resilience::stand_in((id,), failure, from_cache);
    let answer = answer.await;
    answer
}

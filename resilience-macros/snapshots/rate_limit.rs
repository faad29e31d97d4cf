// #[rate_limit(max = 100, per = 1s)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

async fn load(id: u32) -> Result<Order, Error> {
    const __RESILIENCE_PIPELINE: &::core::primitive::str = ::core::concat!(
        ::core::module_path!(),
        "::",
        "load",
    );
    use ::resilience::__private as __resilience;
    struct __ResiliencePlace;
    impl __resilience::Static for __ResiliencePlace {
        type Layers = (__resilience::Site<__resilience::RateLimiter>, ());
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
        timeout: false,
        fallback: false,
        layers: (
            {
                let mut settings = __resilience::RateLimiterSettings::DEFAULT;
                settings.max = __resilience::Some(100);
                settings.per = __resilience::Some(
                    ::core::time::Duration::new(1u64, 0u32),
                );
                __resilience::Site::owns(__RESILIENCE_PIPELINE, settings)
            },
            (),
        ),
    };
    __resilience::submit! {
        __resilience::Declared(& __RESILIENCE)
    }
    let mut call = __resilience::Call::new(__ResiliencePlace);
    let body = async move {
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
    call.leave::<_, _, __resilience::Rejected>(answer)
}

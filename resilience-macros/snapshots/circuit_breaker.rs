// #[circuit_breaker(name = "fraud", threshold = 5, cooldown = 30s)]
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
        type Layers = (__resilience::Site<__resilience::CircuitBreaker>, ());
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
                let mut settings = __resilience::CircuitBreakerSettings::DEFAULT;
                settings.cooldown = ::core::time::Duration::new(30u64, 0u32);
                settings.max_cooldown = settings.cooldown;
                settings.threshold = __resilience::Some(5);
                __resilience::Site::states("fraud", settings)
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
    call.settled(&answer);
    call.leave::<_, _, __resilience::Rejected>(answer)
}

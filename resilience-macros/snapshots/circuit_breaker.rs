// #[circuit_breaker(name = "fraud", threshold = 5, cooldown = 30s)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

async fn load(id: u32) -> Result<Order, Error> {
    struct __ResiliencePlace;
    use ::resilience::__private as __resilience;
    impl __resilience::Static for __ResiliencePlace {
        type Function = __resilience::Function<
            __resilience::Pipeline<(), (), (__resilience::CircuitBreaker, ())>,
        >;
        #[inline]
        fn function() -> &'static Self::Function {
            &__RESILIENCE
        }
    }
    static __RESILIENCE: <__ResiliencePlace as __resilience::Static>::Function = __resilience::Function {
        info: __resilience::FunctionInfo {
            path: ::core::concat!(::core::module_path!(), "::", "load"),
            retry: false,
            timeout: false,
            fallback: false,
        },
        sites: __resilience::Pipeline {
            outer: (),
            retry: (),
            inner: (
                {
                    let mut settings = __resilience::circuit_breaker::DEFAULT;
                    settings.cooldown = __resilience::duration(30u64, 0u32);
                    settings.max_cooldown = settings.cooldown;
                    settings.threshold = __resilience::Some(5);
                    __resilience::circuit_breaker::define("fraud", settings)
                },
                (),
            ),
        },
        layers: __resilience::unresolved(),
    };
    __resilience::submit! {
        __resilience::LinkedFunction(__resilience::declare:: < __ResiliencePlace >)
    }
    let mut call = __resilience::Call::new(__ResiliencePlace);
    let body = async move {
        if false {
            return __resilience::never::<Result<Order, Error>>();
        }
        { find(id).await }
    };
    let answer = match __resilience::attempt(&mut call, body).await {
        __resilience::Attempted::Settled(value) => return call.finish(value),
        __resilience::Attempted::Unsettled(answer) => answer,
    };
    call.settle_attempt(&answer, &[]);
    call.leave::<_, _, __resilience::Rejected>(answer)
}

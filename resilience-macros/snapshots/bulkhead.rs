// #[bulkhead(max = 10, wait = 3s)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

async fn load(id: u32) -> Result<Order, Error> {
    struct __ResiliencePlace;
    use ::resilience::__private as __resilience;
    impl __resilience::Static for __ResiliencePlace {
        type Function = __resilience::Function<
            __resilience::Pipeline<(), (), (__resilience::Bulkhead, ())>,
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
                    let mut settings = __resilience::bulkhead::DEFAULT;
                    settings.max = __resilience::Some(10);
                    settings.wait = __resilience::duration(3u64, 0u32);
                    __resilience::bulkhead::own(settings)
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
    call.leave::<_, _, __resilience::Rejected>(answer)
}

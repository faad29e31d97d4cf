// #[fallback(review_by_hand)]
// #[circuit_breaker(name = "fraud", threshold = 5, cooldown = 30s)]
// #[bulkhead(name = "fraud", max = 10, wait = 3s)]
// #[retry(max = 3, jitter, budget = "fraud")]
// #[timeout(5s)]
// async fn check_fraud(client: &Client, tx: &Transaction) -> Result<FraudResult, FraudError> {
//     client.check(tx).await
// }

async fn check_fraud(
    client: &Client,
    tx: &Transaction,
) -> Result<FraudResult, FraudError> {
    struct __ResiliencePlace;
    use ::resilience::__private as __resilience;
    #[allow(unused_imports)]
    use {circuit_breaker as _, bulkhead as _, retry as _, timeout as _};
    impl __resilience::Static for __ResiliencePlace {
        type Function = __resilience::Function<
            __resilience::Pipeline<
                (__resilience::CircuitBreaker, (__resilience::Bulkhead, ())),
                __resilience::RetryLayer<
                    __resilience::RetrySettings,
                    __resilience::RetryBudget,
                >,
                (__resilience::Timeout, ()),
            >,
        >;
        #[inline]
        fn function() -> &'static Self::Function {
            &__RESILIENCE
        }
    }
    static __RESILIENCE: <__ResiliencePlace as __resilience::Static>::Function = __resilience::Function {
        info: __resilience::FunctionInfo {
            path: ::core::concat!(::core::module_path!(), "::", "check_fraud"),
            retry: true,
            timeout: true,
            fallback: true,
        },
        sites: __resilience::Pipeline {
            outer: (
                {
                    let mut settings = __resilience::circuit_breaker::DEFAULT;
                    settings.cooldown = __resilience::duration(30u64, 0u32);
                    settings.max_cooldown = settings.cooldown;
                    settings.threshold = __resilience::Some(5);
                    __resilience::circuit_breaker::define("fraud", settings)
                },
                (
                    {
                        let mut settings = __resilience::bulkhead::DEFAULT;
                        settings.max = __resilience::Some(10);
                        settings.wait = __resilience::duration(3u64, 0u32);
                        __resilience::bulkhead::define("fraud", settings)
                    },
                    (),
                ),
            ),
            retry: __resilience::RetryLayer {
                settings: {
                    let mut settings = __resilience::RetrySettings::DEFAULT;
                    settings.max = 3;
                    settings.jitter = __resilience::Jitter::Full;
                    settings
                },
                budget: __resilience::retry_budget::join("fraud"),
            },
            inner: (
                __resilience::TimeoutSite::new(__resilience::duration(5u64, 0u32)),
                (),
            ),
        },
        layers: __resilience::unresolved(),
    };
    __resilience::submit! {
        __resilience::LinkedFunction(__resilience::declare:: < __ResiliencePlace >)
    }
    let mut call = __resilience::Call::new(__ResiliencePlace);
    let answer = loop {
        let body = async {
            if false {
                return __resilience::never::<Result<FraudResult, FraudError>>();
            }
            { client.check(tx).await }
        };
        let answer = match __resilience::attempt(&mut call, body).await {
            __resilience::Attempted::Settled(value) => return call.finish(value),
            __resilience::Attempted::Unsettled(answer) => answer,
        };
        let hints = {
            use __resilience::{DisplayHint as _, NoHint as _, RetryAfterHint as _};
            (&__resilience::HintsOf(&answer)).hints()
        };
        if let ::core::option::Option::Some(answer) = call.again(hints, answer) {
            break answer;
        }
    };
    call.settle_call(&answer, &[]);
    let failure = match __resilience::take_rejected(
        call.outcome::<_, _, __resilience::Rejected>(answer),
    ) {
        ::core::result::Result::Ok(answer) => return answer,
        ::core::result::Result::Err(failure) => failure,
    };
    __resilience::falls_back(
        ::core::concat!(::core::module_path!(), "::", "check_fraud"),
        &failure,
    );
    #[allow(clippy::used_underscore_binding)]
    let answer = __resilience::stand_in((client, tx), failure, review_by_hand);
    let answer = answer.await;
    answer
}

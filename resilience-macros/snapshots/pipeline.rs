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
    const __RESILIENCE_PIPELINE: &::core::primitive::str = ::core::concat!(
        ::core::module_path!(),
        "::",
        "check_fraud",
    );
    use ::resilience::__private as __resilience;
    #[allow(unused_imports)]
    use {circuit_breaker as _, bulkhead as _, retry as _, timeout as _};
    struct __ResiliencePlace;
    impl __resilience::Static for __ResiliencePlace {
        type Layers = (
            __resilience::Site<__resilience::CircuitBreaker>,
            (
                __resilience::Site<__resilience::Bulkhead>,
                (
                    __resilience::RetryLayer<
                        __resilience::RetrySettings,
                        __resilience::Site<__resilience::RetryBudget>,
                    >,
                    (__resilience::TimeoutLayer, ()),
                ),
            ),
        );
        #[inline]
        fn layers() -> &'static Self::Layers {
            &__RESILIENCE.layers
        }
    }
    static __RESILIENCE: __resilience::Function<
        <__ResiliencePlace as __resilience::Static>::Layers,
    > = __resilience::Function {
        path: __RESILIENCE_PIPELINE,
        retry: true,
        timeout: true,
        fallback: true,
        layers: (
            {
                let mut settings = __resilience::CircuitBreakerSettings::DEFAULT;
                settings.cooldown = ::core::time::Duration::new(30u64, 0u32);
                settings.max_cooldown = settings.cooldown;
                settings.threshold = __resilience::Some(5);
                __resilience::Site::states("fraud", settings)
            },
            (
                {
                    let mut settings = __resilience::BulkheadSettings::DEFAULT;
                    settings.max = __resilience::Some(10);
                    settings.wait = ::core::time::Duration::new(3u64, 0u32);
                    __resilience::Site::states("fraud", settings)
                },
                (
                    __resilience::RetryLayer {
                        settings: {
                            let mut settings = __resilience::RetrySettings::declared(
                                __RESILIENCE_PIPELINE,
                            );
                            settings.max = 3;
                            settings.jitter = __resilience::Jitter::Full;
                            settings
                        },
                        budget: __resilience::Site::joins("fraud"),
                    },
                    (
                        __resilience::TimeoutLayer::declared(
                            __RESILIENCE_PIPELINE,
                            ::core::time::Duration::new(5u64, 0u32),
                        ),
                        (),
                    ),
                ),
            ),
        ),
    };
    __resilience::submit! {
        __resilience::Declared(& __RESILIENCE)
    }
    let mut call = __resilience::Call::new(__ResiliencePlace);
    let answer = loop {
        let body = async {
            #[allow(unreachable_code, clippy::needless_return)]
            if false {
                return __resilience::never::<Result<FraudResult, FraudError>>();
            }
            { client.check(tx).await }
        };
        let mut answer = match __resilience::attempt(&mut call, body).await {
            __resilience::Attempted::Passed(value) => return call.passed(value),
            __resilience::Attempted::Answered(answer) => answer,
        };
        let asks = {
            #[allow(unused_imports)]
            use __resilience::{Neither as _, Tells as _, Waits as _};
            (&__resilience::Hint(&answer)).asks()
        };
        if !call.again(asks, &mut answer) {
            break answer;
        }
    };
    call.settled(&answer);
    let failure = match __resilience::take_rejected(
        call.outcome::<_, _, __resilience::Rejected>(answer),
    ) {
        ::core::result::Result::Ok(answer) => return answer,
        ::core::result::Result::Err(failure) => failure,
    };
    __resilience::falls_back(__RESILIENCE_PIPELINE, &failure);
    #[allow(clippy::used_underscore_binding)]
    let answer = __resilience::stand_in((client, tx), failure, review_by_hand);
    let answer = answer.await;
    answer
}

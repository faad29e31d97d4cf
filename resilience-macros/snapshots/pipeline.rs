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
    const __RESILIENCE_PIPELINE: () = ();
    const _: () = {
        #[allow(unused_imports)]
        use circuit_breaker as _;
    };
    const _: () = {
        #[allow(unused_imports)]
        use bulkhead as _;
    };
    const _: () = {
        #[allow(unused_imports)]
        use retry as _;
    };
    const _: () = {
        #[allow(unused_imports)]
        use timeout as _;
    };
    static __RESILIENCE: ::resilience::__private::Function<
        (
            ::resilience::__private::Site<::resilience::__private::CircuitBreaker>,
            (
                ::resilience::__private::Site<::resilience::__private::Bulkhead>,
                (
                    ::resilience::__private::RetrySite,
                    (::resilience::__private::Timeout, ()),
                ),
            ),
        ),
    > = ::resilience::__private::Function::new(
            ::core::concat!(::core::module_path!(), "::", "check_fraud"),
            (
                {
                    let builder = ::resilience::__private::CircuitBreakerBuilder::declared(
                        ::core::option::Option::Some(
                            ::resilience::__private::named("fraud"),
                        ),
                    );
                    let builder = builder
                        .cooldown(::core::time::Duration::new(30u64, 0u32));
                    let builder = builder.threshold(5);
                    let builder = builder.checked();
                    ::resilience::__private::Site::new(
                        builder,
                        ::core::concat!(::core::module_path!(), "::", "check_fraud"),
                    )
                },
                (
                    {
                        let builder = ::resilience::__private::BulkheadBuilder::declared(
                            ::core::option::Option::Some(
                                ::resilience::__private::named("fraud"),
                            ),
                        );
                        let builder = builder.max(10);
                        let builder = builder
                            .wait(::core::time::Duration::new(3u64, 0u32));
                        ::resilience::__private::Site::new(
                            builder,
                            ::core::concat!(::core::module_path!(), "::", "check_fraud"),
                        )
                    },
                    (
                        ::resilience::__private::RetrySite::new(
                            {
                                let builder = ::resilience::__private::RetryBuilder::declared(
                                    ::core::concat!(::core::module_path!(), "::", "check_fraud"),
                                );
                                let builder = builder.max(3);
                                let builder = builder
                                    .jitter(::resilience::__private::Jitter::Full);
                                builder.settings()
                            },
                            ::core::option::Option::Some({
                                let builder = ::resilience::__private::RetryBudgetBuilder::declared(
                                    ::core::option::Option::Some(
                                        ::resilience::__private::named("fraud"),
                                    ),
                                );
                                ::resilience::__private::Site::new(
                                    builder,
                                    ::core::concat!(::core::module_path!(), "::", "check_fraud"),
                                )
                            }),
                        ),
                        (
                            ::resilience::__private::Timeout::declared(
                                ::core::concat!(
                                    ::core::module_path!(),
                                    "::",
                                    "check_fraud",
                                ),
                                ::core::time::Duration::new(5u64, 0u32),
                            ),
                            (),
                        ),
                    ),
                ),
            ),
        )
        .retry()
        .timeout()
        .fallback();
    ::resilience::__private::submit! {
        ::resilience::__private::Declared(& __RESILIENCE)
    }
    let mut call = ::resilience::__private::Call::new(&__RESILIENCE.layers);
    let answer = loop {
        let body = async {
            #[allow(unreachable_code, clippy::needless_return)]
            if false {
                return ::resilience::__private::never::<
                    Result<FraudResult, FraudError>,
                >();
            }
            { client.check(tx).await }
        };
        let answer = ::resilience::__private::attempt(&mut call, body).await;
        let answer = match answer {
            ::resilience::__private::Attempted::Passed(value) => {
                return ::resilience::__private::passed(call, value);
            }
            ::resilience::__private::Attempted::Answered(answer) => answer,
        };
        let asks = {
            #[allow(unused_imports)]
            use ::resilience::__private::{NoHint as _, NoText as _};
            let hint = ::resilience::__private::Hint(&answer);
            ::resilience::__private::Asks {
                wait: hint.wait(),
                text: hint.text(),
            }
        };
        if let ::core::option::Option::Some(answer) = call
            .again(
                answer,
                ::resilience::__private::plain,
                ::resilience::__private::Backoff,
                asks,
                ::resilience::__private::Unheard,
            )
        {
            break answer;
        }
    };
    call.settled(&answer);
    let failure = match ::resilience::__private::take_rejected(
        call.outcome::<_, _, ::resilience::__private::Rejected>(answer),
    ) {
        ::core::result::Result::Ok(answer) => return answer,
        ::core::result::Result::Err(failure) => failure,
    };
    ::resilience::__private::falls_back(
        ::core::concat!(::core::module_path!(), "::", "check_fraud"),
        &failure,
    );
    #[allow(clippy::used_underscore_binding)]
    let answer = ::resilience::__private::stand_in(
        (client, tx),
        failure,
        review_by_hand,
    );
    let answer = answer.await;
    answer
}

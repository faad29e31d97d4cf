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
    static __RESILIENCE_CIRCUIT_BREAKER_1: ::resilience::__private::Site<
        ::resilience::__private::CircuitBreaker,
    > = {
        let builder = ::resilience::__private::CircuitBreakerBuilder::declared(
            ::core::option::Option::Some(::resilience::__private::named("fraud")),
        );
        let builder = builder.cooldown(::core::time::Duration::new(30u64, 0u32));
        let builder = builder.threshold(5);
        let builder = builder.checked();
        ::resilience::__private::Site::new(
            builder,
            ::core::concat!(::core::module_path!(), "::", "check_fraud"),
        )
    };
    ::resilience::__private::submit! {
        ::resilience::__private::Declared(& __RESILIENCE_CIRCUIT_BREAKER_1)
    }
    static __RESILIENCE_BULKHEAD_2: ::resilience::__private::Site<
        ::resilience::__private::Bulkhead,
    > = {
        let builder = ::resilience::__private::BulkheadBuilder::declared(
            ::core::option::Option::Some(::resilience::__private::named("fraud")),
        );
        let builder = builder.max(10);
        let builder = builder.wait(::core::time::Duration::new(3u64, 0u32));
        ::resilience::__private::Site::new(
            builder,
            ::core::concat!(::core::module_path!(), "::", "check_fraud"),
        )
    };
    ::resilience::__private::submit! {
        ::resilience::__private::Declared(& __RESILIENCE_BULKHEAD_2)
    }
    static __RESILIENCE_RETRY_3: ::resilience::__private::RetrySettings = {
        let builder = ::resilience::__private::RetryBuilder::declared(
            ::core::concat!(::core::module_path!(), "::", "check_fraud"),
        );
        let builder = builder.max(3);
        let builder = builder.jitter(::resilience::__private::Jitter::Full);
        builder.settings()
    };
    static __RESILIENCE_RETRY_BUDGET_3: ::resilience::__private::Site<
        ::resilience::__private::RetryBudget,
    > = {
        let builder = ::resilience::__private::RetryBudgetBuilder::declared(
            ::core::option::Option::Some(::resilience::__private::named("fraud")),
        );
        ::resilience::__private::Site::new(
            builder,
            ::core::concat!(::core::module_path!(), "::", "check_fraud"),
        )
    };
    ::resilience::__private::submit! {
        ::resilience::__private::Declared(& __RESILIENCE_RETRY_BUDGET_3)
    }
    static __RESILIENCE_TIMEOUT_4: ::resilience::__private::Timeout = ::resilience::__private::Timeout::declared(
        ::core::concat!(::core::module_path!(), "::", "check_fraud"),
        ::core::time::Duration::new(5u64, 0u32),
    );
    let failure = match ::resilience::__private::take_rejected({
        match __RESILIENCE_CIRCUIT_BREAKER_1.policy().acquire() {
            ::core::result::Result::Ok(permit) => {
                let outcome = permit
                    .attend(async {
                        match __RESILIENCE_BULKHEAD_2.policy().acquire().await {
                            ::core::result::Result::Ok(_permit) => {
                                let mut run = __RESILIENCE_RETRY_3
                                    .begin(
                                        ::core::option::Option::Some(
                                            __RESILIENCE_RETRY_BUDGET_3.policy(),
                                        ),
                                    );
                                loop {
                                    let granted = {
                                        let outcome = {
                                            match __RESILIENCE_TIMEOUT_4
                                                .limit(async {
                                                    {
                                                        run.send();
                                                        let answer = permit
                                                            .watch_body(
                                                                ::resilience::__private::attempt::<
                                                                    ::resilience::__private::Nested,
                                                                    _,
                                                                >(async {
                                                                    #[allow(unreachable_code, clippy::needless_return)]
                                                                    if false {
                                                                        return ::resilience::__private::never::<
                                                                            Result<FraudResult, FraudError>,
                                                                        >();
                                                                    }
                                                                    { client.check(tx).await }
                                                                }),
                                                            )
                                                            .await;
                                                        ::resilience::__private::answered::<
                                                            _,
                                                            _,
                                                            _,
                                                            ::resilience::__private::Rejected,
                                                        >(answer)
                                                    }
                                                })
                                                .await
                                            {
                                                ::core::option::Option::Some(outcome) => outcome,
                                                ::core::option::Option::None => {
                                                    ::core::result::Result::Err(
                                                        __RESILIENCE_TIMEOUT_4.rejected(),
                                                    )
                                                }
                                            }
                                        };
                                        let granted = match run
                                            .after(::resilience::__private::plain(&outcome))
                                        {
                                            ::core::option::Option::Some(mut turn) => {
                                                turn.hint({
                                                    #[allow(unused_imports)]
                                                    use ::resilience::__private::NoHint as _;
                                                    ::resilience::__private::Hint(&outcome).retry_after()
                                                });
                                                turn.grant()
                                            }
                                            ::core::option::Option::None => ::core::option::Option::None,
                                        };
                                        match granted {
                                            ::core::option::Option::Some(granted) => granted,
                                            ::core::option::Option::None => {
                                                run.end(&outcome);
                                                break outcome;
                                            }
                                        }
                                    };
                                    granted.wait().await;
                                }
                            }
                            ::core::result::Result::Err(rejected) => {
                                ::core::result::Result::Err(rejected)
                            }
                        }
                    })
                    .await;
                permit.settle_in_place(::resilience::__private::plain(&outcome));
                outcome
            }
            ::core::result::Result::Err(rejected) => {
                ::core::result::Result::Err(rejected)
            }
        }
    }) {
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

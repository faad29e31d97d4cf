// #[circuit_breaker(name = "fraud", threshold = 5, cooldown = 30s)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

async fn load(id: u32) -> Result<Order, Error> {
    const __RESILIENCE_PIPELINE: () = ();
    static __RESILIENCE_CIRCUIT_BREAKER_0: ::resilience::__private::Site<
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
            ::core::concat!(::core::module_path!(), "::", "load"),
        )
    };
    ::resilience::__private::submit! {
        ::resilience::__private::Declared(& __RESILIENCE_CIRCUIT_BREAKER_0)
    }
    let outcome = match __RESILIENCE_CIRCUIT_BREAKER_0.policy().acquire() {
        ::core::result::Result::Ok(permit) => {
            let outcome = permit
                .attend(async {
                    {
                        let answer = permit
                            .watch_body(async move {
                                #[allow(unreachable_code, clippy::needless_return)]
                                if false {
                                    return ::resilience::__private::never::<
                                        Result<Order, Error>,
                                    >();
                                }
                                { find(id).await }
                            })
                            .await;
                        ::resilience::__private::answered::<
                            _,
                            _,
                            _,
                            ::resilience::__private::Rejected,
                        >(answer)
                    }
                })
                .await;
            permit.settle_in_place(::resilience::__private::plain(&outcome));
            outcome
        }
        ::core::result::Result::Err(rejected) => ::core::result::Result::Err(rejected),
    };
    ::resilience::__private::leave(outcome)
}

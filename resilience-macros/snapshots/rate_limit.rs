// #[rate_limit(max = 100, per = 1s)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

async fn load(id: u32) -> Result<Order, Error> {
    const __RESILIENCE_PIPELINE: () = ();
    static __RESILIENCE_RATE_LIMIT_0: ::resilience::__private::Site<
        ::resilience::__private::RateLimiter,
    > = {
        let builder = ::resilience::__private::RateLimiterBuilder::declared(
            ::core::option::Option::None,
        );
        let builder = builder.max(100);
        let builder = builder.per(::core::time::Duration::new(1u64, 0u32));
        ::resilience::__private::Site::new(
            builder,
            ::core::concat!(::core::module_path!(), "::", "load"),
        )
    };
    ::resilience::__private::submit! {
        ::resilience::__private::Declared(& __RESILIENCE_RATE_LIMIT_0)
    }
    let outcome = match __RESILIENCE_RATE_LIMIT_0.policy().acquire().await {
        ::core::result::Result::Ok(()) => {
            let answer = async move {
                #[allow(unreachable_code, clippy::needless_return)]
                if false {
                    return ::resilience::__private::never::<Result<Order, Error>>();
                }
                { find(id).await }
            }
                .await;
            ::resilience::__private::answered::<
                _,
                _,
                _,
                ::resilience::__private::Rejected,
            >(answer)
        }
        ::core::result::Result::Err(rejected) => ::core::result::Result::Err(rejected),
    };
    ::resilience::__private::leave(outcome)
}

// #[bulkhead(max = 10, wait = 3s)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

async fn load(id: u32) -> Result<Order, Error> {
    const __RESILIENCE_PIPELINE: () = ();
    static __RESILIENCE_BULKHEAD_0: ::resilience::__private::Site<
        ::resilience::__private::Bulkhead,
    > = {
        let builder = ::resilience::__private::BulkheadBuilder::declared(
            ::core::option::Option::None,
        );
        let builder = builder.max(10);
        let builder = builder.wait(::core::time::Duration::new(3u64, 0u32));
        ::resilience::__private::Site::new(
            builder,
            ::core::concat!(::core::module_path!(), "::", "load"),
        )
    };
    ::resilience::__private::submit! {
        ::resilience::__private::Declared(& __RESILIENCE_BULKHEAD_0)
    }
    let outcome = match __RESILIENCE_BULKHEAD_0.policy().acquire().await {
        ::core::result::Result::Ok(_permit) => {
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

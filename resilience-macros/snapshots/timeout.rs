// #[timeout(5s)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

async fn load(id: u32) -> Result<Order, Error> {
    const __RESILIENCE_PIPELINE: () = ();
    static __RESILIENCE_TIMEOUT_0: ::resilience::__private::Timeout = ::resilience::__private::Timeout::declared(
        ::core::concat!(::core::module_path!(), "::", "load"),
        ::core::time::Duration::new(5u64, 0u32),
    );
    let outcome = match __RESILIENCE_TIMEOUT_0
        .limit(async {
            {
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
        })
        .await
    {
        ::core::option::Option::Some(outcome) => outcome,
        ::core::option::Option::None => {
            ::core::result::Result::Err(__RESILIENCE_TIMEOUT_0.rejected())
        }
    };
    ::resilience::__private::leave(outcome)
}

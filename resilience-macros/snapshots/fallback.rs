// #[fallback(from_cache)]
// #[timeout(5s)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

async fn load(id: u32) -> Result<Order, Error> {
    const __RESILIENCE_PIPELINE: () = ();
    const _: () = {
        #[allow(unused_imports)]
        use timeout as _;
    };
    static __RESILIENCE_TIMEOUT_1: ::resilience::__private::Timeout = ::resilience::__private::Timeout::declared(
        ::core::concat!(::core::module_path!(), "::", "load"),
        ::core::time::Duration::new(5u64, 0u32),
    );
    let failure = match ::resilience::__private::take_rejected({
        match __RESILIENCE_TIMEOUT_1
            .limit(async {
                {
                    let answer = async {
                        #[allow(unreachable_code, clippy::needless_return)]
                        if false {
                            return ::resilience::__private::never::<
                                Result<Order, Error>,
                            >();
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
                ::core::result::Result::Err(__RESILIENCE_TIMEOUT_1.rejected())
            }
        }
    }) {
        ::core::result::Result::Ok(answer) => return answer,
        ::core::result::Result::Err(failure) => failure,
    };
    ::resilience::__private::falls_back(
        ::core::concat!(::core::module_path!(), "::", "load"),
        &failure,
    );
    #[allow(clippy::used_underscore_binding)]
    let answer = ::resilience::__private::stand_in((id,), failure, from_cache);
    let answer = answer.await;
    answer
}

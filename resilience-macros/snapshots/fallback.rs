// #[fallback(from_cache)]
// #[timeout(5s)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

async fn load(id: u32) -> Result<Order, Error> {
    const __RESILIENCE_PIPELINE: () = ();
    const _: () = {
        #[allow(unused_imports)]
        use timeout as _;
    };
    static __RESILIENCE: ::resilience::__private::Function<
        (::resilience::__private::Timeout, ()),
    > = ::resilience::__private::Function::new(
            ::core::concat!(::core::module_path!(), "::", "load"),
            (
                ::resilience::__private::Timeout::declared(
                    ::core::concat!(::core::module_path!(), "::", "load"),
                    ::core::time::Duration::new(5u64, 0u32),
                ),
                (),
            ),
        )
        .timeout()
        .fallback();
    ::resilience::__private::submit! {
        ::resilience::__private::Declared(& __RESILIENCE)
    }
    let mut call = ::resilience::__private::Call::new(&__RESILIENCE.layers);
    let body = async {
        #[allow(unreachable_code, clippy::needless_return)]
        if false {
            return ::resilience::__private::never::<Result<Order, Error>>();
        }
        { find(id).await }
    };
    let answer = ::resilience::__private::attempt(&mut call, body).await;
    let answer = match answer {
        ::resilience::__private::Attempted::Passed(value) => {
            return ::resilience::__private::passed(call, value);
        }
        ::resilience::__private::Attempted::Answered(answer) => answer,
    };
    let failure = match ::resilience::__private::take_rejected(
        call.outcome::<_, _, ::resilience::__private::Rejected>(answer),
    ) {
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

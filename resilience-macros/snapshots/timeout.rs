// #[timeout(5s)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

async fn load(id: u32) -> Result<Order, Error> {
    const __RESILIENCE_PIPELINE: () = ();
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
        .timeout();
    ::resilience::__private::submit! {
        ::resilience::__private::Declared(& __RESILIENCE)
    }
    let mut call = ::resilience::__private::Call::new(&__RESILIENCE.layers);
    let body = async move {
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
    ::resilience::__private::leave::<
        _,
        _,
        _,
        ::resilience::__private::Rejected,
    >(&call, answer)
}

// #[circuit_breaker(name = "fraud", threshold = 5, cooldown = 30s)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

async fn load(id: u32) -> Result<Order, Error> {
    const __RESILIENCE_PIPELINE: () = ();
    static __RESILIENCE: ::resilience::__private::Function<
        (::resilience::__private::Site<::resilience::__private::CircuitBreaker>, ()),
    > = ::resilience::__private::Function::new(
        ::core::concat!(::core::module_path!(), "::", "load"),
        (
            {
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
            },
            (),
        ),
    );
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
    call.settled(&answer);
    ::resilience::__private::leave::<
        _,
        _,
        _,
        ::resilience::__private::Rejected,
    >(&call, answer)
}

// #[retry(max = 3, jitter, when = is_passing, budget = "mail", clone(letter))]
// async fn send(letter: Letter) -> Result<Receipt, Error> { deliver(letter).await }

async fn send(letter: Letter) -> Result<Receipt, Error> {
    const __RESILIENCE_PIPELINE: () = ();
    static __RESILIENCE: ::resilience::__private::Function<
        (::resilience::__private::RetrySite, ()),
    > = ::resilience::__private::Function::new(
            ::core::concat!(::core::module_path!(), "::", "send"),
            (
                ::resilience::__private::RetrySite::new(
                    {
                        let builder = ::resilience::__private::RetryBuilder::declared(
                            ::core::concat!(::core::module_path!(), "::", "send"),
                        );
                        let builder = builder.max(3);
                        let builder = builder
                            .jitter(::resilience::__private::Jitter::Full);
                        builder.settings()
                    },
                    ::core::option::Option::Some({
                        let builder = ::resilience::__private::RetryBudgetBuilder::declared(
                            ::core::option::Option::Some(
                                ::resilience::__private::named("mail"),
                            ),
                        );
                        ::resilience::__private::Site::new(
                            builder,
                            ::core::concat!(::core::module_path!(), "::", "send"),
                        )
                    }),
                ),
                (),
            ),
        )
        .retry();
    ::resilience::__private::submit! {
        ::resilience::__private::Declared(& __RESILIENCE)
    }
    let mut call = ::resilience::__private::Call::new(&__RESILIENCE.layers);
    let answer = loop {
        let answer = {
            #[allow(clippy::shadow_reuse)]
            let letter = ::core::clone::Clone::clone(&letter);
            let body = async {
                #[allow(unreachable_code, clippy::needless_return)]
                if false {
                    return ::resilience::__private::never::<Result<Receipt, Error>>();
                }
                { deliver(letter).await }
            };
            let answer = ::resilience::__private::attempt(&mut call, body).await;
            let answer = match answer {
                ::resilience::__private::Attempted::Passed(value) => {
                    return ::resilience::__private::passed(call, value);
                }
                ::resilience::__private::Attempted::Answered(answer) => answer,
            };
            answer
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
                |answer| ::resilience::__private::when(answer, is_passing),
                ::resilience::__private::Backoff,
                asks,
                ::resilience::__private::Unheard,
            )
        {
            break answer;
        }
    };
    ::resilience::__private::leave::<
        _,
        _,
        _,
        ::resilience::__private::Infallible,
    >(&call, answer)
}

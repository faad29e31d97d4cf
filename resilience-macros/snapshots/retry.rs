// #[retry(max = 3, jitter, when = is_passing, budget = "mail", clone(letter))]
// async fn send(letter: Letter) -> Result<Receipt, Error> { deliver(letter).await }

async fn send(letter: Letter) -> Result<Receipt, Error> {
    const __RESILIENCE_PIPELINE: () = ();
    static __RESILIENCE_RETRY_0: ::resilience::__private::RetrySettings = {
        let builder = ::resilience::__private::RetryBuilder::declared(
            ::core::concat!(::core::module_path!(), "::", "send"),
        );
        let builder = builder.max(3);
        let builder = builder.jitter(::resilience::__private::Jitter::Full);
        builder.settings()
    };
    static __RESILIENCE_RETRY_BUDGET_0: ::resilience::__private::Site<
        ::resilience::__private::RetryBudget,
    > = {
        let builder = ::resilience::__private::RetryBudgetBuilder::declared(
            ::core::option::Option::Some(::resilience::__private::named("mail")),
        );
        ::resilience::__private::Site::new(
            builder,
            ::core::concat!(::core::module_path!(), "::", "send"),
        )
    };
    ::resilience::__private::submit! {
        ::resilience::__private::Declared(& __RESILIENCE_RETRY_BUDGET_0)
    }
    let outcome = {
        let mut run = __RESILIENCE_RETRY_0
            .begin(::core::option::Option::Some(__RESILIENCE_RETRY_BUDGET_0.policy()));
        loop {
            let granted = {
                let outcome = {
                    #[allow(clippy::shadow_reuse)]
                    let letter = ::core::clone::Clone::clone(&letter);
                    {
                        run.send();
                        let answer = ::resilience::__private::attempt::<
                            ::resilience::__private::Nested,
                            _,
                        >(async {
                                #[allow(unreachable_code, clippy::needless_return)]
                                if false {
                                    return ::resilience::__private::never::<
                                        Result<Receipt, Error>,
                                    >();
                                }
                                { deliver(letter).await }
                            })
                            .await;
                        ::resilience::__private::answered::<
                            _,
                            _,
                            _,
                            ::resilience::__private::Infallible,
                        >(answer)
                    }
                };
                let granted = match run
                    .after(::resilience::__private::when(&outcome, is_passing))
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
    };
    ::resilience::__private::leave(outcome)
}

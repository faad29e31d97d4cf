// #[retry(max = 3, jitter, when = is_passing, budget = "mail", clone(letter))]
// async fn send(letter: Letter) -> Result<Receipt, Error> { deliver(letter).await }

async fn send(letter: Letter) -> Result<Receipt, Error> {
    const __RESILIENCE_PIPELINE: &::core::primitive::str = ::core::concat!(
        ::core::module_path!(),
        "::",
        "send",
    );
    use ::resilience::__private as __resilience;
    static __RESILIENCE: __resilience::Function<
        (
            __resilience::RetryLayer<
                __resilience::RetrySettings,
                __resilience::Site<__resilience::RetryBudget>,
            >,
            (),
        ),
    > = __resilience::Function {
        path: __RESILIENCE_PIPELINE,
        retry: true,
        timeout: false,
        fallback: false,
        layers: (
            __resilience::RetryLayer {
                settings: {
                    let mut settings = __resilience::RetrySettings::declared(
                        __RESILIENCE_PIPELINE,
                    );
                    settings.max = 3;
                    settings.jitter = __resilience::Jitter::Full;
                    settings
                },
                budget: __resilience::Site::joins("mail"),
            },
            (),
        ),
    };
    __resilience::submit! {
        __resilience::Declared(& __RESILIENCE)
    }
    let mut call = __resilience::Call::new();
    let answer = loop {
        let answer = {
            #[allow(clippy::shadow_reuse)]
            let letter = ::core::clone::Clone::clone(&letter);
            let body = async {
                #[allow(unreachable_code, clippy::needless_return)]
                if false {
                    return __resilience::never::<Result<Receipt, Error>>();
                }
                { deliver(letter).await }
            };
            let answer = __resilience::attempt(
                    &mut call,
                    move || &__RESILIENCE.layers,
                    body,
                )
                .await;
            let answer = match answer {
                __resilience::Attempted::Passed(value) => {
                    return __resilience::passed(&mut call, value);
                }
                __resilience::Attempted::Answered(answer) => answer,
            };
            answer
        };
        let mut answer = answer;
        let asks = {
            #[allow(unused_imports)]
            use __resilience::{NoHint as _, NoText as _};
            let hint = __resilience::Hint(&answer);
            __resilience::Asks {
                wait: hint.wait(),
                text: hint.text(),
            }
        };
        if !call
            .again(
                &__RESILIENCE.layers,
                &mut answer,
                |answer| __resilience::when(answer, is_passing),
                __resilience::Backoff,
                asks,
                __resilience::Unheard,
            )
        {
            break answer;
        }
    };
    __resilience::leave::<
        _,
        _,
        _,
        __resilience::Infallible,
    >(&call, &__RESILIENCE.layers, answer)
}

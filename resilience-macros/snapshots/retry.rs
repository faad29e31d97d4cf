// #[retry(max = 3, jitter, when = is_passing, budget = "mail", clone(letter))]
// async fn send(letter: Letter) -> Result<Receipt, Error> { deliver(letter).await }

async fn send(letter: Letter) -> Result<Receipt, Error> {
    const __RESILIENCE_PIPELINE: &::core::primitive::str = ::core::concat!(
        ::core::module_path!(),
        "::",
        "send",
    );
    use ::resilience::__private as __resilience;
    struct __ResiliencePlace;
    impl __resilience::Static for __ResiliencePlace {
        type Layers = (
            __resilience::RetryLayer<
                __resilience::RetrySettings,
                __resilience::Site<__resilience::RetryBudget>,
            >,
            (),
        );
        #[inline]
        fn layers() -> &'static Self::Layers {
            &__RESILIENCE.layers
        }
    }
    static __RESILIENCE: __resilience::Function<
        <__ResiliencePlace as __resilience::Static>::Layers,
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
    let mut call = __resilience::Call::new(__ResiliencePlace);
    let answer = loop {
        let mut answer = {
            #[allow(clippy::shadow_reuse)]
            let letter = ::core::clone::Clone::clone(&letter);
            let body = async {
                #[allow(unreachable_code, clippy::needless_return)]
                if false {
                    return __resilience::never::<Result<Receipt, Error>>();
                }
                { deliver(letter).await }
            };
            let answer = match __resilience::attempt(&mut call, body).await {
                __resilience::Attempted::Passed(value) => return call.passed(value),
                __resilience::Attempted::Answered(answer) => answer,
            };
            answer
        };
        let asks = {
            #[allow(unused_imports)]
            use __resilience::{Neither as _, Tells as _, Waits as _};
            (&__resilience::Hint(&answer)).asks()
        };
        if !call
            .again_by(
                asks,
                &mut answer,
                |answer| __resilience::when(answer, is_passing),
                __resilience::Backoff,
                __resilience::Unheard,
            )
        {
            break answer;
        }
    };
    call.leave::<_, _, __resilience::Infallible>(answer)
}

// #[retry(max = 3, jitter, when = is_passing, budget = "mail", clone(letter))]
// async fn send(letter: Letter) -> Result<Receipt, Error> { deliver(letter).await }

async fn send(letter: Letter) -> Result<Receipt, Error> {
    struct __ResiliencePlace;
    use ::resilience::__private as __resilience;
    impl __resilience::Static for __ResiliencePlace {
        type Function = __resilience::Function<
            __resilience::Pipeline<
                (),
                __resilience::RetryLayer<
                    __resilience::RetrySettings,
                    __resilience::RetryBudget,
                >,
                (),
            >,
        >;
        #[inline]
        fn function() -> &'static Self::Function {
            &__RESILIENCE
        }
    }
    static __RESILIENCE: <__ResiliencePlace as __resilience::Static>::Function = __resilience::Function {
        info: __resilience::FunctionInfo {
            path: ::core::concat!(::core::module_path!(), "::", "send"),
            retry: true,
            timeout: false,
            fallback: false,
        },
        sites: __resilience::Pipeline {
            outer: (),
            retry: __resilience::RetryLayer {
                settings: {
                    let mut settings = __resilience::RetrySettings::DEFAULT;
                    settings.max = 3;
                    settings.jitter = __resilience::Jitter::Full;
                    settings
                },
                budget: __resilience::retry_budget::join("mail"),
            },
            inner: (),
        },
        layers: __resilience::unresolved(),
    };
    __resilience::submit! {
        __resilience::LinkedFunction(__resilience::declare:: < __ResiliencePlace >)
    }
    let mut call = __resilience::Call::new(__ResiliencePlace);
    let answer = loop {
        let answer = {
            #[allow(clippy::shadow_reuse)]
            let letter = ::core::clone::Clone::clone(&letter);
            let body = async {
                if false {
                    return __resilience::never::<Result<Receipt, Error>>();
                }
                { deliver(letter).await }
            };
            let answer = match __resilience::attempt(&mut call, body).await {
                __resilience::Attempted::Settled(value) => return call.finish(value),
                __resilience::Attempted::Unsettled(answer) => answer,
            };
            answer
        };
        let hints = {
            use __resilience::{DisplayHint as _, NoHint as _, RetryAfterHint as _};
            (&__resilience::HintsOf(&answer)).hints()
        };
        if let ::core::option::Option::Some(answer) = call
            .again_by(
                hints,
                __resilience::when(&answer, is_passing),
                answer,
                __resilience::Backoff,
                __resilience::NoListener,
            )
        {
            break answer;
        }
    };
    call.leave::<_, _, __resilience::Infallible>(answer)
}

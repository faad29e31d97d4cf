//! Events as `tracing` events.

use std::time::Duration;

use tracing::{Level, debug, enabled, error, event, info, warn};

use super::Event;
use crate::{CircuitCounts, CircuitState, Rejected, Stop};

/// The target. It is documented, so filters rely on it.
const TARGET: &str = "resilience";

/// Whether a subscriber may want our events.
#[inline]
pub(super) fn has_listener() -> bool {
    enabled!(target: TARGET, Level::ERROR)
}

/// Emits the event to the subscriber, in the current span.
pub(super) fn emit(event: &Event) {
    let name = event.name();
    match event {
        Event::Transition {
            from,
            to,
            generation,
            failures_in_a_row,
            window,
            ..
        } => {
            let count = |of: fn(&CircuitCounts) -> u64| window.as_ref().map(of);
            macro_rules! transition {
                ($level:ident) => {
                    $level!(
                        target: TARGET,
                        policy = "circuit_breaker",
                        name,
                        state = to.label(),
                        from = from.label(),
                        generation,
                        failures_in_a_row,
                        calls = count(|it| it.calls),
                        failures = count(|it| it.failures),
                        slow = count(|it| it.slow),
                        "circuit breaker `{name}` is {to}"
                    )
                };
            }
            match to {
                CircuitState::Open | CircuitState::ForcedOpen => transition!(warn),
                _ => transition!(info),
            }
        }
        Event::Rejected { rejected } => emit_rejected(name, rejected),
        Event::Fallback { rejected, .. } => debug!(
            target: TARGET,
            policy = "fallback",
            name,
            reason = rejected.as_ref().map_or("error", Rejected::label),
            "`{name}` returns the result of its fallback"
        ),
        Event::BudgetExhausted { .. } => debug!(
            target: TARGET,
            policy = "retry_budget",
            name,
            "retry budget `{name}` is exhausted"
        ),
        Event::Retry {
            number,
            delay,
            error,
            ..
        } => debug!(
            target: TARGET,
            policy = "retry",
            name,
            attempt = u64::from(*number) + 2,
            delay = delay.as_secs_f64(),
            error,
            "`{name}` is retried"
        ),
        Event::RetryEnd {
            attempts,
            elapsed,
            stop,
            ..
        } => {
            emit_end(name, *attempts, *elapsed, *stop);
        }
        #[cfg(feature = "config")]
        Event::ConfigReloaded { .. } => info!(
            target: TARGET,
            policy = "config",
            name,
            "the settings of `{name}` are applied"
        ),
        #[cfg(feature = "config")]
        Event::ConfigRejected { errors, .. } => error!(
            target: TARGET,
            policy = "config",
            name,
            errors = %errors,
            "`{name}` has errors, the settings stay as they are"
        ),
        Event::Conflict(conflict) => {
            error!(target: TARGET, name, conflict = %conflict, "{conflict}");
        }
    }
}

fn emit_end(name: &str, attempts: u32, elapsed: Duration, stop: Stop) {
    macro_rules! end {
        ($level:ident, $text:literal) => {
            $level!(
                target: TARGET,
                policy = "retry",
                name,
                reason = stop.label(),
                attempts,
                elapsed = elapsed.as_secs_f64(),
                $text
            )
        };
    }
    match stop {
        Stop::RetriesSpent | Stop::TimeSpent | Stop::BudgetRefused => {
            end!(warn, "`{name}` gives up: {stop}");
        }
        _ => end!(debug, "`{name}` is not retried: {stop}"),
    }
}

fn emit_rejected(name: &str, rejected: &Rejected) {
    let seconds = |duration: &Duration| duration.as_secs_f64();
    let retry_after = rejected.retry_after().as_ref().map(seconds);
    macro_rules! rejection {
        ($policy:literal $(, $field:ident = $value:expr)*) => {
            event!(
                target: TARGET,
                Level::DEBUG,
                policy = $policy,
                name,
                reason = rejected.label(),
                $($field = $value,)*
                "{rejected}"
            )
        };
    }
    match rejected {
        Rejected::CircuitOpen { last_failure, .. } => rejection!(
            "circuit_breaker",
            retry_after = retry_after,
            last_failure = last_failure.as_ref().map(seconds)
        ),
        Rejected::BulkheadFull { max, waiting, .. } => {
            rejection!("bulkhead", max = max, waiting = waiting);
        }
        Rejected::RateLimited { .. } => rejection!("rate_limiter", retry_after = retry_after),
        Rejected::TimedOut { limit, .. } => rejection!("timeout", limit = seconds(limit)),
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    use tracing::span::{Attributes, Id, Record};
    use tracing::subscriber::{Interest, set_default};
    use tracing::{Metadata, Subscriber};

    use crate::pipeline::{Call, Local, Pipeline, attempt};
    use crate::policies::retry::RetryLayer;
    use crate::{Bulkhead, RetryBuilder};

    /// A subscriber whose filter panics.
    struct Panics;

    impl Subscriber for Panics {
        fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
            Interest::sometimes()
        }

        fn enabled(&self, _: &Metadata<'_>) -> bool {
            panic!("the filter panics")
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, _: &tracing::Event<'_>) {}

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    #[test]
    fn a_filter_that_panics_takes_no_slot() {
        let bulkhead = Bulkhead::builder("filtered").max(1).build();
        let settings = RetryBuilder::declared("filtered").settings();
        let retry = RetryLayer {
            settings: &settings,
            budget: (),
        };
        let layers = Pipeline {
            outer: (&bulkhead, ()),
            retry,
            inner: (),
        };
        let mut call = Call::new(Local(&layers));
        let _subscribed = set_default(Panics);
        {
            let call = pin!(attempt(&mut call, async { Ok::<_, ()>(()) }));
            let polled = call.poll(&mut Context::from_waker(Waker::noop()));
            assert!(polled.is_ready());
        }
        drop(call);
        assert_eq!(bulkhead.snapshot().in_flight, 0);
    }
}

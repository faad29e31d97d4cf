//! What happens to the policies, told to whoever listens.
//!
//! Listeners run on the thread on which the thing happened, after the policy has let go of its
//! state: a listener may call back into any policy. One that panics is heard no further in that
//! event and harms nobody. With no listener an event costs one load. Who would rather look at events
//! in its own time takes a [`stream`].
//!
//! | file | what it holds |
//! |---|---|
//! | `event` | what can happen |
//! | `listeners` | those who listen |
//! | `stream` | events in a queue |
//! | `trace` | events of `tracing` |
//!
//! # With `tracing`
//!
//! With the feature `tracing` every event is also one of the crate `tracing`, inside the span of the caller,
//! with nothing to call. Its target is `resilience`, so that `RUST_LOG=resilience=debug` shows all. Where no
//! subscriber wants that target, nothing is made.
//!
//! | what happens | level | fields beside `policy` and `name` |
//! |---|---|---|
//! | a breaker opens, or is forced open | warn | `state`, `from`, `generation`, `failures_in_a_row`, `calls`, `failures`, `slow` |
//! | a breaker goes to another state | info | the same |
//! | a call is refused, or cut off | debug | `reason`; `retry_after`, `last_failure`; `max`, `waiting`; `limit` |
//! | a fallback answers | debug | `reason` |
//! | a budget refuses a retry | debug | – |
//! | a call is tried again | debug | `attempt`, `delay`, `error` |
//! | a call gives up: its retries, its time or its budget are spent | warn | `reason`, `attempts`, `elapsed` |
//! | a call under a retry ends in another way | debug | the same |
//! | two sites give one name different settings | error | `conflict` |
//! | a watched file of settings has changed: it is in force, or refused | info, error | –, `errors` |
//!
//! `policy` is `circuit_breaker`, `bulkhead`, `rate_limiter`, `timeout`, `retry`, `retry_budget`, `fallback` or `config`; `name`
//! is that of [`Event::name`]. Times are seconds, as floating-point numbers. `attempt` is the one that comes
//! next; the first call is 1. A refusal is at debug because there may be thousands in a second: what an
//! operator has to know is the transition before it, and the caller is told each.

mod event;
mod listeners;
mod stream;
#[cfg(feature = "tracing")]
mod trace;

pub use event::Event;
pub use listeners::{Subscription, subscribe, subscribe_to};
pub(crate) use listeners::{emit, has_listener};
pub use stream::{Events, stream, stream_of};

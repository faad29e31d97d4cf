//! Events of the policies, for listeners, queues and `tracing`.
//!
//! [`subscribe`] adds a listener. It runs on the thread on which the event happens, after the policy has
//! released its state, so it may call into any policy. If it panics, the panic is caught: the call and the
//! other listeners are not affected. Without a listener an event costs one atomic load. [`stream`] returns a
//! queue instead, for code that reads events at its own pace.
//!
//! # With `tracing`
//!
//! With the feature `tracing` every event is also emitted as a `tracing` event, inside the span of the
//! caller. No setup is needed. The target is `resilience`, so `RUST_LOG=resilience=debug` shows every
//! event. If no subscriber enables that target, no event is built.
//!
//! | event | level | fields besides `policy` and `name` |
//! |---|---|---|
//! | a breaker opens or is forced open | warn | `state`, `from`, `generation`, `failures_in_a_row`, `calls`, `failures`, `slow` |
//! | a breaker changes to another state | info | the same |
//! | a call is rejected or times out | debug | `reason`; `retry_after`, `last_failure`; `max`, `waiting`; `limit` |
//! | a fallback supplies the result | debug | `reason` |
//! | a budget rejects a retry | debug | – |
//! | a call is retried | debug | `attempt`, `delay`, `error` |
//! | a call gives up: its retries, its time or its budget are exhausted | warn | `reason`, `attempts`, `elapsed` |
//! | a call with a retry ends in another way | debug | the same |
//! | two places state different settings for one name | error | `conflict` |
//! | a watched file of settings changes: it is applied, or has errors | info, error | –, `errors` |
//!
//! `policy` is `circuit_breaker`, `bulkhead`, `rate_limiter`, `timeout`, `retry`, `retry_budget`, `fallback`
//! or `config`; `name` is [`Event::name`]. Times are seconds, as floating-point numbers. `attempt` is the
//! number of the next attempt; the first call is 1.
//!
//! A rejection has level debug, because there may be thousands per second. The transition before it has
//! level warn, and every caller gets its rejection as an error.

mod event;
mod listeners;
mod stream;
#[cfg(feature = "tracing")]
mod trace;

pub use event::Event;
pub use listeners::{Subscription, subscribe, subscribe_to};
pub(crate) use listeners::{emit, has_listener};
pub use stream::{Events, stream, stream_of};

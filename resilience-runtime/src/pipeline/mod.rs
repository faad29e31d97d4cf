//! The pipeline: the layers of one function, and the life of a call in them.
//!
//! A pipeline is a stack of outer layers, an optional retry loop, and a stack of inner layers. **Outer layers see one
//! call, the retry is the loop, inner layers see each attempt.** A policy takes part by implementing [`Layer`] and
//! [`Guard`]; nothing here names a policy.
//!
//! # The life of a call
//!
//! | phase | fast path | slow path |
//! |---|---|---|
//! | 1. outer layers admit or reject the call, from the outside in | [`Layer::try_admit`] | [`Layer::poll_admit`] |
//! | 2. the retry starts an attempt, after its pause | [`RetryLoop::try_start`] | [`RetryLoop::poll_start`] |
//! | 3. inner layers admit or reject the attempt, from the outside in | [`Layer::try_admit`] | [`Layer::poll_admit`] |
//! | while the call waits in 1, 2 or 3 | – | [`Layer::poll_deadline`], from the inside out |
//! | 4. all layers have admitted it, the body is about to run | – | [`Guard::start`], [`RetryLoop::sent`] |
//! | 5. the body runs | polled once | polled; while it is pending [`Layer::poll_deadline`] |
//! | the body panics | as on the slow path | [`Guard::panicked`] in every layer |
//! | 6. the attempt has ended: inner layers are settled, from the inside out | [`Layer::succeed`] | [`Guard::settle`] |
//! | 7. the retry decides: the next attempt starts with 2 | [`RetryLoop::succeed`] | `Call::again` in `policies/retry` |
//! | before the next attempt | – | [`Guard::release`] in the inner layers |
//! | 8. the call has ended: outer layers are settled | [`Layer::succeed`] | [`Guard::settle`] |
//! | the future is dropped in any phase | – | each [`Guard`] is dropped: cancelled |
//!
//! **The fast path** is for a call that every layer admits at once and whose body succeeds in the first poll. Such a
//! call has no state: its tickets stay in registers. It changes to the slow path, with a guard in each layer
//! ([`Layer::guard`]), where a layer does not admit it at once, or its body is pending, fails or panics. A call that
//! the outermost layer rejects ([`Layer::try_reject`]) needs neither. `tests/layer_orders.rs` holds both paths
//! against each other in every order of the layers.
//!
//! **Verdicts.** An attempt ends with an answer: the body's result, or the [`Rejected`](crate::Rejected) of a layer.
//! Each layer that judges results has a predicate of its own and gets a verdict of its own. A layer without a
//! predicate gets the plain one: an `Ok` is a success, an error is a failure, a rejection has its own verdict (a
//! timeout is a failure, any other is ignored). Layers below a rejection do not hold the call, and ignore the verdict.
//!
//! **Deadlines.** A layer whose time is over ends the call with a rejection. The layers below it are released when
//! the future of the attempt, and with it the body, has been dropped: a body may panic even then.
//!
//! # Where a new policy fits
//!
//! | the policy | is | example |
//! |---|---|---|
//! | admits, rejects, ends or judges calls | a [`Layer`] | a breaker, a throttle |
//! | repeats attempts one after the other | a [`RetryLoop`] | the retry |
//! | ends calls without the layers below, or runs attempts side by side | two pipelines: the body of the outer one makes calls through the inner one | a cache, a hedge |
//! | changes what the body does | code around the body | fault injection |

mod access;
mod admit;
mod attempt;
mod call;
mod guards;
mod layer;
mod layers;
mod panic;
mod poll_context;
mod retry_loop;
mod slow;
mod stack;
mod stage;
mod state;
#[cfg(all(test, not(resilience_loom)))]
mod tests;
mod timer;

pub(crate) use access::{Access, LayerSource};
pub use access::{Local, Static, declare};
pub(crate) use admit::admit;
pub use attempt::{Attempted, attempt};
pub use call::Call;
pub(crate) use call::LayersAt;
pub(crate) use layer::{Guard, Layer, Progress};
pub use layers::Pipeline;
pub(crate) use layers::{Layers, LayersOf};
pub(crate) use poll_context::PollContext;
pub(crate) use retry_loop::RetryLoop;
pub(crate) use state::State;
pub(crate) use timer::{BoxedTimer, InlineTimer, Timer};

//! The pipeline: the layers of one function, and a call on its way through them.

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
mod stack;
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

//! The pipeline: the layers of one function, and a call on its way through them.
//!
//! A call goes in from the outside, layer by layer, until the body runs; then each layer is told how
//! it came out, from the inside. All that waits, in whatever layer, is polled by one future, so that
//! the body is stored once and a call that goes well meets no other.
//!
//! Nearly every call finds its way clear and succeeds. Such a call goes straight through: it is let in
//! by every layer at once, and they hear of its success as soon as it is there. What they know of it
//! meanwhile is in registers, and only this is in each function's own code; where registers do not hold
//! it, not even this. All others take the steps, which are compiled once for each stack of layers; a call
//! changes over to them when it first waits, fails or is stopped.
//!
//! | a call | lets it in | hears how it came out |
//! |---|---|---|
//! | that succeeds in its first poll | `Layer::pass` | `Layer::passed` |
//! | that was let in so, and waits, fails or panics | `Layer::pass`, `keep` | `Passage::settle`, `panics` |
//! | that its only layer turns away | `Layer::pass`, `turn_away` | – |
//! | that the outermost layer refuses at once | `Layer::pass`, `refuse` | – |
//! | that finds a layer shut or full | `Layer::pass` as far as there, `halt`; `enter` below it, `wait` | `Passage::settle` |
//! | that is judged or tried again | `Layer::enter`, `wait` | `Passage::settle` |
//!
//! | file | what it holds |
//! |---|---|
//! | `layer` | what a layer has to do |
//! | `stack` | layers, one around the other |
//! | `place` | where the layers of a call are |
//! | `call` | one call on its way, as a function sees it |
//! | `course` | how far it has come, and how it counts |
//! | `attempt` | the future of an attempt, and what came of it |
//! | `running` | the body while it runs |
//! | `again` | whether it is tried again |
//! | `leave` | how it ends |
//! | `wait` | the time as one poll sees it |
//! | `timer` | what wakes a call that waits |
//! | `orders` | both ways held against each other, in every order of the layers |

mod again;
mod attempt;
mod call;
mod course;
mod layer;
mod leave;
#[cfg(all(test, not(resilience_loom)))]
mod orders;
mod place;
mod running;
mod stack;
mod timer;
mod wait;

pub use attempt::{Attempted, attempt};
pub use call::Call;
pub(crate) use layer::{Entry, Layer, Passage};
pub(crate) use place::Holds;
pub use place::{Local, Static};
pub(crate) use timer::{Often, Rarely, Timer};
pub(crate) use wait::Wait;

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

mod event;
mod listeners;
mod stream;

pub use event::Event;
pub use listeners::{Subscription, subscribe, subscribe_to};
pub(crate) use listeners::{emit, is_heard};
pub use stream::{Events, stream, stream_of};

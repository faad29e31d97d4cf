//! Records the state changes of the breakers from the crate's events.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use resilience::events::{self, Event, Subscription};
use tokio::time::Instant;

/// A breaker that changed its state.
#[derive(Clone)]
pub(crate) struct Transition {
    /// Since the play began.
    pub(crate) at: Duration,
    pub(crate) breaker: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

type Transitions = Arc<Mutex<Vec<Transition>>>;

pub(crate) struct Timeline {
    transitions: Transitions,
    subscription: Subscription,
}

impl Timeline {
    pub(crate) fn since(start: Instant) -> Self {
        let transitions = Transitions::default();
        let subscription = events::subscribe({
            let transitions = Arc::clone(&transitions);
            move |event| note(event, start, &transitions)
        });
        Self {
            transitions,
            subscription,
        }
    }

    pub(crate) fn end(self) -> Vec<Transition> {
        drop(self.subscription);
        let transitions = self.transitions.lock();
        transitions.expect("nothing panics while it notes").clone()
    }
}

fn note(event: &Event, start: Instant, transitions: &Transitions) {
    let Event::Transition {
        breaker, from, to, ..
    } = event
    else {
        return;
    };
    let transition = Transition {
        at: start.elapsed(),
        breaker: breaker.to_string(),
        from: from.to_string(),
        to: to.to_string(),
    };
    let mut all = transitions.lock().expect("nothing panics while it notes");
    all.push(transition);
}

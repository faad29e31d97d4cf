//! Tests of the bulkhead's state machine against a simple model, with random histories.

use std::collections::VecDeque;
use std::task::Waker;
use std::time::Duration;

use proptest::prelude::*;

use super::config::Settings;
use super::state::{Admission, Cancelled, Machine};

#[derive(Clone, Debug)]
enum Step {
    /// A call arrives.
    Arrive,
    /// A running call ends.
    End(prop::sample::Index),
    /// A call that has waited is dropped; it may still wait, or have a slot by now.
    Cancel(prop::sample::Index),
    /// The settings change while calls run and wait.
    Adjust {
        max: u32,
        queue: Option<u32>,
        wait: Duration,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => Just(Step::Arrive),
        4 => any::<prop::sample::Index>().prop_map(Step::End),
        2 => any::<prop::sample::Index>().prop_map(Step::Cancel),
        1 => (1..6_u32, queue(), wait()).prop_map(|(max, queue, wait)| Step::Adjust { max, queue, wait }),
    ]
}

fn queue() -> impl Strategy<Value = Option<u32>> {
    prop::option::of(0..4_u32)
}

fn wait() -> impl Strategy<Value = Duration> {
    prop_oneof![3 => Just(Duration::from_secs(1)), 1 => Just(Duration::ZERO)]
}

/// Calls by number, in the order in which they arrived.
#[derive(Default)]
struct Model {
    running: Vec<usize>,
    waiting: VecDeque<usize>,
}

impl Model {
    fn hand_over(&mut self, max: u32) {
        while self.running.len() < max as usize {
            let Some(first) = self.waiting.pop_front() else {
                return;
            };
            self.running.push(first);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn slots_and_the_order_of_the_queue_are_exact(
        max in 1..4_u32,
        queue in queue(),
        wait in wait(),
        steps in prop::collection::vec(step(), 1..120),
    ) {
        let mut settings = Settings { max: Some(max), queue, wait, enabled: true };
        let mut machine = Machine::default();
        let mut model = Model::default();
        // Each call that has waited, with its ticket.
        let mut tickets: Vec<(usize, u64)> = Vec::new();
        let waker = || Some(Waker::noop().clone());
        for (call, step) in steps.into_iter().enumerate() {
            match step {
                Step::Arrive => {
                    let may_wait = settings.queue.is_none_or(|queue| model.waiting.len() < queue as usize)
                        && settings.wait > Duration::ZERO;
                    match machine.acquire(&settings) {
                        Admission::Admitted => {
                            prop_assert!(model.running.len() < settings.limit() as usize);
                            prop_assert!(model.waiting.is_empty(), "no waiter is overtaken");
                            model.running.push(call);
                        }
                        Admission::Queued(ticket) => {
                            prop_assert!(model.running.len() >= settings.limit() as usize && may_wait);
                            prop_assert!(!machine.poll(ticket, &mut waker()));
                            tickets.push((call, ticket));
                            model.waiting.push_back(call);
                        }
                        Admission::Full { .. } => {
                            prop_assert!(model.running.len() >= settings.limit() as usize && !may_wait);
                        }
                    }
                }
                Step::End(_) if model.running.is_empty() => {}
                Step::End(index) => {
                    let position = index.index(model.running.len());
                    let call = model.running.remove(position);
                    tickets.retain(|(waited, _)| *waited != call);
                    machine.release(&settings);
                    model.hand_over(settings.limit());
                }
                Step::Cancel(_) if tickets.is_empty() => {}
                Step::Cancel(index) => {
                    let position = index.index(tickets.len());
                    let (call, ticket) = tickets.remove(position);
                    let waited = model.waiting.contains(&call);
                    model.waiting.retain(|it| *it != call);
                    model.running.retain(|it| *it != call);
                    model.hand_over(settings.limit());
                    let cancelled = machine.cancel(&settings, ticket);
                    prop_assert_eq!(matches!(cancelled, Cancelled::Waiting(_)), waited);
                }
                Step::Adjust { max, queue, wait } => {
                    settings = Settings { max: Some(max), queue, wait, enabled: true };
                    while machine.hand_over(&settings).is_some() {}
                    model.hand_over(max);
                }
            }
            prop_assert_eq!(machine.in_flight() as usize, model.running.len());
            prop_assert_eq!(machine.waiting(), model.waiting.len());
            for (call, ticket) in &tickets {
                prop_assert_eq!(machine.poll(*ticket, &mut waker()), model.running.contains(call));
            }
        }
    }
}

//! The rate limiter's machine against a plain model, over random histories.
//!
//! The model is a bucket that holds `burst` permits and earns one an interval; waiting calls have
//! taken theirs in advance, so that it may stand below zero.

use std::time::Duration;

use proptest::prelude::*;

use super::config::Settings;
use super::state::{available, give_up, reserve};
use crate::clock::Time;

#[derive(Clone, Debug)]
enum Step {
    Call,
    /// The newest call that still waits gives up.
    GiveUp,
    Wait(Duration),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => Just(Step::Call),
        1 => Just(Step::GiveUp),
        3 => (0..3_000_000_000_u64).prop_map(|nanos| Step::Wait(Duration::from_nanos(nanos))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn permits_come_at_the_rate_and_no_faster(
        max in 1..20_u32,
        per in 1..10_u64,
        burst in 1..20_u32,
        wait in 0..4_u64,
        steps in prop::collection::vec(step(), 1..160),
    ) {
        let settings = Settings {
            max: Some(max),
            per: Some(Duration::from_secs(per)),
            burst: Some(burst),
            wait: Duration::from_secs(wait),
        };
        let interval = i128::try_from(settings.interval().as_nanos()).expect("small");
        let full = i128::from(burst) * interval;
        // In nanoseconds: a permit is worth an interval.
        let mut bucket = full;
        let mut now = Time::ZERO;
        let mut due = now;
        let mut waiting: Vec<Time> = Vec::new();
        for step in steps {
            match step {
                Step::Call => {
                    let lacking = u64::try_from((interval - bucket).max(0)).expect("small");
                    let lacking = Duration::from_nanos(lacking);
                    match reserve(&settings, due, now) {
                        Ok((next, wait)) => {
                            prop_assert_eq!(wait, lacking);
                            prop_assert!(wait <= settings.wait);
                            due = next;
                            bucket -= interval;
                            if !wait.is_zero() {
                                waiting.push(now.after(wait));
                            }
                        }
                        Err(retry_after) => {
                            prop_assert_eq!(retry_after, lacking);
                            prop_assert!(lacking > settings.wait);
                        }
                    }
                }
                Step::GiveUp => {
                    if waiting.pop().is_some() {
                        due = give_up(&settings, due);
                        bucket += interval;
                    }
                }
                Step::Wait(time) => {
                    now = now.after(time);
                    bucket = full.min(bucket + i128::try_from(time.as_nanos()).expect("small"));
                    waiting.retain(|goes_at| *goes_at > now);
                }
            }
            let expected = u32::try_from(bucket.max(0) / interval).expect("small");
            prop_assert_eq!(available(&settings, due, now), expected);
        }
    }
}

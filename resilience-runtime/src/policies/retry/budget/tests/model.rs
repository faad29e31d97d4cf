//! The budget's machine against the contract's two bounds, over random histories.
//!
//! The model keeps every success and every grant with its time. A grant must keep both bounds
//! exactly; a refusal must have a reason, where the window may err by one slot on the safe side.

use std::time::Duration;

use proptest::prelude::*;

use super::config::Settings;
use super::state::Machine;
use crate::Percent;
use crate::support::clock::Time;

#[derive(Clone, Debug)]
enum Step {
    Succeed(u16),
    Withdraw,
    /// The newest grant is not sent.
    Refund,
    Wait(Duration),
    /// Other settings, but for the window: what is remembered of that would be rounded.
    Adjust {
        percent: u32,
        millionths_per_sec: u64,
        burst: u32,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (1..60_u16).prop_map(Step::Succeed),
        6 => Just(Step::Withdraw),
        1 => Just(Step::Refund),
        3 => (0..9_000_u64).prop_map(|ms| Step::Wait(Duration::from_millis(ms))),
        1 => (0..=100_u32, 0..3_000_000_u64, 1..30_u32).prop_map(
            |(percent, millionths_per_sec, burst)| Step::Adjust { percent, millionths_per_sec, burst }
        ),
    ]
}

/// Retries, in millionths.
const RETRY: u128 = 1_000_000;

fn earned(settings: &Settings, successes: usize, time: Duration) -> u128 {
    let by_time = time.as_nanos() * u128::from(settings.millionths_per_sec) / 1_000_000_000;
    successes as u128 * u128::from(settings.ratio.millionths()) + by_time
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_grant_keeps_both_bounds_and_every_refusal_has_a_reason(
        percent in 0..=100_u32,
        window in 1..70_u64,
        millionths_per_sec in 0..3_000_000_u64,
        burst in 1..30_u32,
        steps in prop::collection::vec(step(), 1..160),
    ) {
        let window = Duration::from_secs(window);
        let mut settings = Settings { ratio: Percent::new(percent), window, millionths_per_sec, burst, enabled: true };
        let mut now = Time::ZERO;
        let mut machine = Machine::new(&settings, now);
        let (mut successes, mut grants) = (Vec::new(), Vec::new());
        let mut slots = Vec::new();
        let mut full = u128::from(burst) * RETRY;
        // The bucket in millionths, and what time has paid in since it was last looked at.
        let mut bucket = earned(&settings, 0, window).min(full);
        let mut looked_at = now;
        for step in steps {
            match step {
                Step::Succeed(count) => {
                    for _ in 0..count {
                        machine.deposit(&settings, now, 1);
                        successes.push(now);
                        bucket = (bucket + earned(&settings, 1, now.since(looked_at))).min(full);
                        looked_at = now;
                    }
                }
                Step::Withdraw => {
                    bucket = (bucket + earned(&settings, 0, now.since(looked_at))).min(full);
                    looked_at = now;
                    let within = |times: &[Time], length| {
                        times.iter().filter(|at| now.since(**at) < length).count()
                    };
                    let slot = machine.withdraw(&settings, now);
                    let granted = (within(&grants, window) + 1) as u128 * RETRY;
                    let allowed = earned(&settings, within(&successes, window), window);
                    if let Some(slot) = slot {
                        prop_assert!(bucket + 100 >= RETRY, "the bucket is empty: {bucket}");
                        prop_assert!(granted <= allowed, "{granted} granted, {allowed} allowed");
                        bucket = bucket.saturating_sub(RETRY);
                        grants.push(now);
                        slots.push(slot);
                    } else {
                        let (narrow, wide) = (window * 7 / 8, window * 9 / 8);
                        let granted = (within(&grants, wide) + 1) as u128 * RETRY;
                        let allowed = earned(&settings, within(&successes, narrow), window);
                        prop_assert!(bucket < RETRY + 100 || granted > allowed, "refused without a reason");
                    }
                }
                Step::Refund => {
                    if let (Some(slot), Some(_)) = (slots.pop(), grants.pop()) {
                        bucket = (bucket + earned(&settings, 0, now.since(looked_at))).min(full);
                        looked_at = now;
                        machine.refund(&settings, slot);
                        bucket = (bucket + RETRY).min(full);
                    }
                }
                Step::Wait(time) => now = now.after(time),
                Step::Adjust { percent, millionths_per_sec, burst } => {
                    bucket = (bucket + earned(&settings, 0, now.since(looked_at))).min(full);
                    looked_at = now;
                    let idle = |settings: &Settings, full| earned(settings, 0, window).min(full);
                    let spent = idle(&settings, full);
                    let old = settings;
                    settings = Settings { ratio: Percent::new(percent), window, millionths_per_sec, burst, enabled: true };
                    machine.adopt(&old, &settings, now);
                    full = u128::from(burst) * RETRY;
                    bucket = (bucket + idle(&settings, full)).saturating_sub(spent).min(full);
                }
            }
        }
    }
}

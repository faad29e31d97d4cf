//! Allocations: how many a call makes, and how many bytes a policy holds.

use std::time::Duration;

use allocation_counter::measure;
use resilience::registry::Policy;
use resilience::{Bulkhead, CircuitBreaker, Name, Percent, RateLimiter, RetryBudget, Window};
use tokio::sync::Semaphore;
use tower::retry::budget::TpsBudget;

use crate::case::Case;
use crate::peers::breakers::{failsafe_in_a_row, recloser_rate};
use crate::peers::limits::governor;
use crate::what::{self, OURS};

const CALLS: u32 = 1_000;
const POLICIES: u32 = 1_000;

/// Allocations per call.
pub(crate) fn per_call(case: &mut Case) -> f64 {
    case.run(u64::from(CALLS));
    let counted = measure(|| {
        case.run(u64::from(CALLS));
    });
    count(counted.count_total) / f64::from(CALLS)
}

/// Bytes that `work` has allocated on this thread and not given back.
pub(crate) fn held(work: impl FnOnce()) -> f64 {
    let bytes = measure(work).bytes_current;
    count(u64::try_from(bytes).unwrap_or(0))
}

/// Bytes that the policy of a case holds: its handle and what is behind it.
///
/// Ours without its entry in the registry, which is among the figures of scale.
pub(crate) fn of_policy(case: &Case) -> Option<f64> {
    let of = |builder: resilience::CircuitBreakerBuilder| {
        let settings = Policy::settings(&builder.build());
        let name = name();
        bytes(|| CircuitBreaker::create(name.clone(), &settings))
    };
    let named = |name: &'static str| CircuitBreaker::builder(name);
    let half = Percent::new(50);
    let hundred = Window::Calls(100);
    Some(match (case.what, case.who) {
        (what::BREAKER, OURS) => ours::<CircuitBreaker>(),
        (what::BREAKER_RATE, OURS) => of(named("by calls").failure_rate(half).window(hundred)),
        (what::BREAKER_TIME, OURS) => {
            let window = Window::Time(Duration::from_secs(10));
            of(named("by time").failure_rate(half).window(window))
        }
        (what::BULKHEAD, OURS) => ours::<Bulkhead>(),
        (what::LIMITER, OURS) => ours::<RateLimiter>(),
        (what::RETRY_BUDGET, OURS) => ours::<RetryBudget>(),
        (what::BREAKER, "recloser") => bytes(|| recloser_rate(5)),
        (what::BREAKER_RATE, "recloser") => bytes(|| recloser_rate(100)),
        (what::BREAKER, "failsafe") => bytes(|| failsafe_in_a_row(5)),
        (what::BULKHEAD, "tokio") => bytes(|| Semaphore::new(10)),
        (what::LIMITER, "governor") => bytes(governor),
        (what::RETRY_BUDGET, "tower") => bytes(TpsBudget::default),
        _ => return None,
    })
}

/// A name that is there already, as those of annotated functions are.
fn name() -> Name {
    Name::from("one of many")
}

fn ours<P: Policy>() -> f64 {
    let name = name();
    bytes(|| P::create(name.clone(), &P::DEFAULT))
}

fn bytes<P>(mut make: impl FnMut() -> P) -> f64 {
    let mut policies = Vec::with_capacity(POLICIES as usize);
    let behind = held(|| policies.extend((0..POLICIES).map(|_| make())));
    behind / f64::from(POLICIES) + count(size_of::<P>() as u64)
}

#[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
pub(crate) const fn count(number: u64) -> f64 {
    number as f64
}

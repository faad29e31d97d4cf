//! The peers, each at the settings that come nearest to ours.

pub(crate) mod breakers;
pub(crate) mod limits;
mod retries;
mod tower;
mod tower_resilience;

use std::error::Error;

use crate::case::Case;

pub(crate) fn cases() -> Result<Vec<Case>, Box<dyn Error>> {
    let mut cases = breakers::cases();
    cases.extend(limits::cases());
    cases.extend(retries::cases());
    cases.extend(tower::cases());
    cases.extend(tower_resilience::cases()?);
    Ok(cases)
}

/// The cases that are left out, with the reason. A case without a peer has no equivalent elsewhere.
pub(crate) const LEFT_OUT: &[&str] = &[
    "failsafe and recloser have no rules for slow calls or for N failures in the last M calls. recloser has no \
     window of time, and failsafe has no window of calls.",
    "recloser has no rule for failures in a row. Its row uses the nearest rule, a rate of five calls.",
    "tower-resilience's window of time records every call and scans all records after each call, so it has no \
     constant cost per call. Its bulkhead rejects a call when a timer of zero fires, a millisecond later.",
    "governor reads the processor's own counter through quanta. Our limiter reads the clock that its timers follow; \
     that clock has its own row and takes most of the limiter's time.",
    "backon and tokio-retry2 have no budget. tower has no breaker and is compared with a stack of ours without one. \
     Its rate limit counts for one clone of the service; the others count for all callers.",
];

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

/// What is left out, and why. Where a case names no peer, none has anything like it.
pub(crate) const LEFT_OUT: &[&str] = &[
    "failsafe and recloser know neither slow calls nor failures among so many calls; recloser has no window of time, \
     failsafe none of calls.",
    "recloser has no failures in a row: its row is the nearest, a rate of five calls.",
    "tower-resilience's window of time keeps a record of each call and walks all of them after each: it has no cost per \
     call to tell. Its bulkhead refuses when a timer of no time has fired, a millisecond later.",
    "governor reads the processor's own counter, by quanta; our limiter reads the clock that its timers follow, a row of \
     its own, and that is most of its time.",
    "backon and tokio-retry2 have no budget. tower has no breaker, and stands beside a stack of ours without one. Its \
     rate limit counts for one clone of its service, the others' for all callers.",
];

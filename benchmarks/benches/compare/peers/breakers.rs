//! recloser and failsafe.

use std::time::Duration;

use failsafe::backoff::{self, Constant};
use failsafe::failure_policy::{self, ConsecutiveFailures, SuccessRateOverTimeWindow};
use failsafe::futures::CircuitBreaker as _;
use failsafe::{Config, StateMachine};
use recloser::{AsyncRecloser, Recloser};

use crate::call::{hundredth, raw, raw_or_fail, request};
use crate::case::{Case, drive};
use crate::what;

const HOUR: Duration = Duration::from_secs(3_600);
const RECLOSER: &str = "recloser";
const FAILSAFE: &str = "failsafe";

pub(crate) type ClosedFailsafe = StateMachine<ConsecutiveFailures<Constant>, ()>;

/// Opens at a failure rate of 50 % of the last `calls` calls.
pub(crate) fn recloser_rate(calls: usize) -> AsyncRecloser {
    let recloser = Recloser::custom().error_rate(0.5).closed_len(calls);
    AsyncRecloser::from(recloser.open_wait(HOUR).build())
}

/// Opens after `failures` failures in a row.
pub(crate) fn failsafe_in_a_row(failures: u32) -> ClosedFailsafe {
    let policy = failure_policy::consecutive_failures(failures, backoff::constant(HOUR));
    Config::new().failure_policy(policy).build()
}

fn failsafe_in_time() -> StateMachine<SuccessRateOverTimeWindow<Constant>, ()> {
    let window = Duration::from_secs(10);
    let backoff = backoff::constant(HOUR);
    let policy = failure_policy::success_rate_over_time_window(0.5, 10, window, backoff);
    Config::new().failure_policy(policy).build()
}

pub(super) fn cases() -> Vec<Case> {
    let (few, hundred, failing) = (recloser_rate(5), recloser_rate(100), recloser_rate(100));
    let open = recloser_rate(1);
    for _ in 0..3 {
        let _ = drive(open.call(raw_or_fail(request(), true)));
    }
    let in_a_row = failsafe_in_a_row(5);
    let in_time = failsafe_in_time();
    let failsafe_open = failsafe_in_a_row(1);
    let _ = drive(failsafe_open.call(raw_or_fail(request(), true)));
    let mut fails = hundredth();
    vec![
        Case::call(what::BREAKER, RECLOSER, move || few.call(raw(request()))),
        Case::call(what::BREAKER_RATE, RECLOSER, move || {
            hundred.call(raw(request()))
        }),
        Case::call(what::BREAKER_RATE_1, RECLOSER, move || {
            failing.call(raw_or_fail(request(), fails()))
        }),
        Case::call(what::BREAKER_OPEN, RECLOSER, move || {
            open.call(raw(request()))
        }),
        Case::call(what::BREAKER, FAILSAFE, move || {
            in_a_row.call(raw(request()))
        }),
        Case::call(what::BREAKER_TIME, FAILSAFE, move || {
            in_time.call(raw(request()))
        }),
        Case::call(what::BREAKER_OPEN, FAILSAFE, move || {
            failsafe_open.call(raw(request()))
        }),
    ]
}

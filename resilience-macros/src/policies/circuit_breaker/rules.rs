//! The settings of the rules by which a circuit breaker opens.

use proc_macro2::Ident;

use crate::errors::Errors;
use crate::parse::{
    Args, Value, duration, literal_duration, literal_number, percent, whole_number, window,
};
use crate::policy::Assignment;

type Setting = Option<(Ident, Value)>;

/// The default of `window`, in calls.
const DEFAULT_WINDOW: u32 = 100;

/// Parses the rules. `hung` has been taken already.
pub(super) fn parse(
    args: &mut Args,
    hung: Option<&(Ident, Value)>,
    errors: &mut Errors,
) -> Vec<Assignment> {
    let [
        threshold,
        failure_rate,
        slow_call,
        slow_rate,
        window_setting,
        min_calls,
    ] = [
        "threshold",
        "failure_rate",
        "slow_call",
        "slow_rate",
        "window",
        "min_calls",
    ]
    .map(|key| args.take(key, errors));

    let has_rate = failure_rate.is_some() || slow_call.is_some() || slow_rate.is_some();
    if !args.may_be_incomplete() {
        check_needs(
            &slow_call,
            slow_rate.is_some(),
            "`slow_rate`, the share of slow calls that opens the breaker: `slow_rate = 80%`",
            errors,
        );
        check_needs(
            &slow_rate,
            slow_call.is_some(),
            "`slow_call`, the duration from which a call is slow: `slow_call = 2s`",
            errors,
        );
        check_needs(
            &min_calls,
            has_rate,
            "a rate: `failure_rate = 50%`, or `slow_call = 2s, slow_rate = 80%`",
            errors,
        );
        let has_rule = has_rate || threshold.is_some();
        check_needs(
            &window_setting,
            has_rule,
            "a rule that uses it: `threshold = 5`, `failure_rate = 50%`, or `slow_call = 2s, slow_rate = 80%`",
            errors,
        );
    }
    check_fits_window(
        "threshold",
        &threshold,
        window_setting.as_ref().and_then(|it| literal_number(&it.1)),
        errors,
    );
    let window_calls = window_setting
        .as_ref()
        .map_or(Some(DEFAULT_WINDOW), |it| literal_number(&it.1));
    check_fits_window("min_calls", &min_calls, window_calls, errors);
    if let (Some((_, slow)), Some((_, hung))) = (&slow_call, hung) {
        if literal_duration(slow)
            .zip(literal_duration(hung))
            .is_some_and(|(slow, hung)| slow >= hung)
        {
            errors.on(
                slow,
                "`slow_call` must be shorter than `hung`, or no call is ever slow",
            );
        }
    }
    // The span at which constants that contradict each other are reported.
    let checked = min_calls
        .as_ref()
        .or(threshold.as_ref().filter(|_| window_setting.is_some()))
        .or(slow_call.as_ref().filter(|_| hung.is_some()));
    let checked = checked.map(|(_, value)| Assignment::Check(value.span()));

    let mut settings = Vec::new();
    let window_setting = window_setting.and_then(|(_, value)| window(&value, errors));
    settings.extend(window_setting.map(|window| Assignment::Checked("window", window)));
    for (key, setting) in [("threshold", threshold), ("min_calls", min_calls)] {
        let Some((_, value)) = setting else { continue };
        let number = whole_number(key, &value, 1, errors);
        settings.extend(number.map(|number| Assignment::some(key, number)));
    }
    let rate = |key, setting: Setting, errors: &mut Errors| {
        setting.and_then(|(_, value)| percent(key, &value, false, errors))
    };
    let failures = rate("failure_rate", failure_rate, errors);
    settings.extend(failures.map(|rate| Assignment::Checked("failure_rate", rate)));
    let slow = slow_call.and_then(|(_, value)| duration("slow_call", &value, false, errors));
    if let (Some(slow), Some(rate)) = (slow, rate("slow_rate", slow_rate, errors)) {
        settings.push(Assignment::Checked("slow_call", slow));
        settings.push(Assignment::Checked("slow_rate", rate));
    }
    settings.extend(checked);
    settings
}

/// Reports a setting that has no effect without another.
fn check_needs(setting: &Setting, has: bool, what: &str, errors: &mut Errors) {
    if let Some((key, _)) = setting.as_ref().filter(|_| !has) {
        errors.on(key, format_args!("`{key}` needs {what}"));
    }
}

/// Reports a number of calls that is larger than the window.
fn check_fits_window(key: &str, setting: &Setting, window: Option<u32>, errors: &mut Errors) {
    let calls = setting.as_ref().map(|(_, value)| value);
    let number = calls.and_then(literal_number);
    if let (Some(calls), Some(number), Some(window)) = (calls, number, window) {
        // A window of zero has an error of its own.
        if number > window && window > 0 {
            errors.on(
                calls,
                format_args!(
                    "`{key}` must be at most `window` ({window}), or it can never be reached"
                ),
            );
        }
    }
}

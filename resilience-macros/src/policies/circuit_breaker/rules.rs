//! When a circuit breaker trips: the settings of its rules.

use proc_macro2::Ident;

use crate::errors::Errors;
use crate::parse::{Args, Value, duration, length, number, percent, whole, window};
use crate::policy::Set;

type Setting = Option<(Ident, Value)>;

/// How many calls the rules look back on where no window is given.
const DEFAULT_WINDOW: u32 = 100;

/// The rules, as statements that set them. `hung` is known already.
pub(super) fn parse(
    args: &mut Args,
    hung: Option<&(Ident, Value)>,
    errors: &mut Errors,
) -> Vec<Set> {
    let [
        threshold,
        failure_rate,
        slow_call,
        slow_rate,
        looks_back,
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
    if !args.may_hold_more() {
        needs(
            &slow_call,
            slow_rate.is_some(),
            "`slow_rate`, the share of slow calls that trips the breaker: `slow_rate = 80%`",
            errors,
        );
        needs(
            &slow_rate,
            slow_call.is_some(),
            "`slow_call`, how long a call takes that is slow: `slow_call = 2s`",
            errors,
        );
        needs(
            &min_calls,
            has_rate,
            "a rate that it holds for: `failure_rate = 50%`, or `slow_call = 2s, slow_rate = 80%`",
            errors,
        );
        let has_rule = has_rate || threshold.is_some();
        needs(
            &looks_back,
            has_rule,
            "a rule that looks back on it: `threshold = 5`, `failure_rate = 50%`, or `slow_call = 2s, slow_rate = 80%`",
            errors,
        );
    }
    fits(
        "threshold",
        &threshold,
        looks_back.as_ref().and_then(|it| number(&it.1)),
        errors,
    );
    let most = looks_back
        .as_ref()
        .map_or(Some(DEFAULT_WINDOW), |it| number(&it.1));
    fits("min_calls", &min_calls, most, errors);
    if let (Some((_, slow)), Some((_, hung))) = (&slow_call, hung) {
        if length(slow)
            .zip(length(hung))
            .is_some_and(|(slow, hung)| slow >= hung)
        {
            errors.on(
                slow,
                "`slow_call` must be shorter than `hung`, or no call is ever slow",
            );
        }
    }
    // Where a constant that does not fit is reported, if it has something to fit.
    let checked = min_calls
        .as_ref()
        .or(threshold.as_ref().filter(|_| looks_back.is_some()))
        .or(slow_call.as_ref().filter(|_| hung.is_some()));
    let checked = checked.map(|(_, value)| Set::Agree(value.span()));

    let mut settings = Vec::new();
    let looks_back = looks_back.and_then(|(_, value)| window(&value, errors));
    settings.extend(looks_back.map(|window| Set::Checked("window", window)));
    for (key, setting) in [("threshold", threshold), ("min_calls", min_calls)] {
        let Some((_, value)) = setting else { continue };
        let number = whole(key, &value, 1, errors);
        settings.extend(number.map(|number| Set::some(key, number)));
    }
    let rate = |key, setting: Setting, errors: &mut Errors| {
        setting.and_then(|(_, value)| percent(key, &value, false, errors))
    };
    let failures = rate("failure_rate", failure_rate, errors);
    settings.extend(failures.map(|rate| Set::Checked("failure_rate", rate)));
    let slow = slow_call.and_then(|(_, value)| duration("slow_call", &value, false, errors));
    if let (Some(slow), Some(rate)) = (slow, rate("slow_rate", slow_rate, errors)) {
        settings.push(Set::Checked("slow_call", slow));
        settings.push(Set::Checked("slow_rate", rate));
    }
    settings.extend(checked);
    settings
}

/// Reports a setting that does nothing without another.
fn needs(setting: &Setting, has: bool, what: &str, errors: &mut Errors) {
    if let Some((key, _)) = setting.as_ref().filter(|_| !has) {
        errors.on(key, format_args!("`{key}` needs {what}"));
    }
}

/// Reports a number of calls that a window of so many has no room for.
fn fits(key: &str, setting: &Setting, window: Option<u32>, errors: &mut Errors) {
    let calls = setting.as_ref().map(|(_, value)| value);
    let number = calls.and_then(number);
    if let (Some(calls), Some(number), Some(window)) = (calls, number, window) {
        // An empty window is reported as such.
        if number > window && window > 0 {
            errors.on(
                calls,
                format_args!("`{key}` must be at most `window` ({window}), or it is never met"),
            );
        }
    }
}

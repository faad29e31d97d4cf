//! The settings of a circuit breaker, as a file names them.

use super::{CircuitBreaker, Window};
use crate::registry::settings::{Configured, Key, Value, Wrong};

impl Configured for CircuitBreaker {
    const SECTION: &'static str = "circuit_breaker";
    const KEYS: &'static [Key<Self>] = &[
        Key::<Self>::new(
            "threshold",
            "a whole number: `threshold = 5`",
            |it, value| Ok(it.set_threshold(value.whole()?)?),
        ),
        Key::<Self>::new(
            "failure_rate",
            "a percentage: `failure_rate = \"50%\"`",
            |it, value| Ok(it.set_failure_rate(value.percent()?)?),
        ),
        Key::<Self>::new(
            "slow_call",
            "a duration: `slow_call = \"2s\"`",
            |it, value| Ok(it.set_slow_call(value.duration()?)?),
        ),
        Key::<Self>::new(
            "slow_rate",
            "a percentage: `slow_rate = \"80%\"`",
            |it, value| Ok(it.set_slow_rate(value.percent()?)?),
        ),
        Key::<Self>::new(
            "window",
            "a number of calls or a duration: `window = 100`, `window = \"10s\"`",
            |it, value| Ok(it.set_window(window(value)?)?),
        ),
        Key::<Self>::new(
            "min_calls",
            "a whole number: `min_calls = 10`",
            |it, value| Ok(it.set_min_calls(value.whole()?)?),
        ),
        Key::<Self>::new(
            "cooldown",
            "a duration or a range of two: `cooldown = \"30s\"`, `cooldown = \"1s..60s\"`",
            |it, value| {
                let (first, last) = value.duration_range()?;
                Ok(it.set_cooldown_range(first, last)?)
            },
        ),
        Key::<Self>::new("probes", "a whole number: `probes = 3`", |it, value| {
            Ok(it.set_probes(value.whole()?)?)
        }),
        Key::<Self>::new(
            "probe_timeout",
            "a duration: `probe_timeout = \"10s\"`",
            |it, value| Ok(it.set_probe_timeout(value.duration()?)?),
        ),
        Key::<Self>::new("hung", "a duration: `hung = \"10s\"`", |it, value| {
            Ok(it.set_hung(value.duration()?)?)
        }),
        Key::<Self>::new(
            "enabled",
            "true or false: `enabled = false`",
            |it, value| {
                it.enabled = value.flag()?;
                Ok(())
            },
        ),
    ];
}

/// A number of calls, or a duration.
fn window(value: &Value) -> Result<Window, Wrong> {
    match value {
        Value::Whole(_) => value.whole().map(Window::Calls),
        Value::Text(_) => value.duration().map(Window::Time),
        _ => Err(Wrong::Form),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_window_is_a_number_of_calls_or_a_duration() {
        let second = Value::Text("1s".to_owned());
        assert_eq!(window(&second), Ok(Window::Time(Duration::from_secs(1))));
        assert_eq!(window(&Value::Whole(Some(9))), Ok(Window::Calls(9)));
        assert_eq!(window(&Value::Flag(true)), Err(Wrong::Form));
    }
}

//! The settings of a retry budget, as a file names them.

use super::RetryBudget;
use crate::registry::settings::{Configured, Key};

impl Configured for RetryBudget {
    const SECTION: &'static str = "retry_budget";
    const KEYS: &'static [Key<Self>] = &[
        Key::<Self>::new("ratio", "a percentage: `ratio = \"10%\"`", |it, value| {
            it.ratio = value.percent()?;
            Ok(())
        }),
        Key::<Self>::new("window", "a duration: `window = \"60s\"`", |it, value| {
            Ok(it.set_window(value.duration()?)?)
        }),
        Key::<Self>::new(
            "min_per_sec",
            "a number: `min_per_sec = 0.5`",
            |it, value| Ok(it.set_min_per_sec(value.number()?)?),
        ),
        Key::<Self>::new("burst", "a whole number: `burst = 20`", |it, value| {
            Ok(it.set_burst(value.whole()?)?)
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

//! The settings of a rate limiter, as a file names them.

use super::RateLimiter;
use crate::registry::settings::{Configured, Key};

impl Configured for RateLimiter {
    const SECTION: &'static str = "rate_limit";
    const KEYS: &'static [Key<Self>] = &[
        Key::<Self>::new("max", "a whole number: `max = 100`", |it, value| {
            Ok(it.set_max(value.whole()?)?)
        }),
        Key::<Self>::new("per", "a duration: `per = \"1s\"`", |it, value| {
            Ok(it.set_per(value.duration()?)?)
        }),
        Key::<Self>::new("burst", "a whole number: `burst = 20`", |it, value| {
            Ok(it.set_burst(value.whole()?)?)
        }),
        Key::<Self>::new("wait", "a duration: `wait = \"200ms\"`", |it, value| {
            it.wait = value.duration()?;
            Ok(())
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

//! The settings of a bulkhead, as a file names them.

use super::Bulkhead;
use crate::registry::settings::{Configured, Key};

impl Configured for Bulkhead {
    const SECTION: &'static str = "bulkhead";
    const KEYS: &'static [Key<Self>] = &[
        Key::<Self>::new("max", "a whole number: `max = 10`", |it, value| {
            Ok(it.set_max(value.whole()?)?)
        }),
        Key::<Self>::new("wait", "a duration: `wait = \"3s\"`", |it, value| {
            it.wait = value.duration()?;
            Ok(())
        }),
        Key::<Self>::new("queue", "a whole number: `queue = 100`", |it, value| {
            it.queue = Some(value.whole()?);
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

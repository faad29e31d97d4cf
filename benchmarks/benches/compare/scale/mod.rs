//! Scale: many names, many waiters, and snapshots taken while calls run.

mod memory;
mod names;
mod waiters;

use std::io;

use resilience::registry;

use crate::ours::size::sizes;

pub(crate) use names::{LOOK_UP, LOOK_UP_BARE};

/// A measured value with its description and unit.
pub(crate) struct Figure {
    pub(crate) what: &'static str,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
}

const fn figure(what: &'static str, value: f64, unit: &'static str) -> Figure {
    Figure { what, value, unit }
}

pub(crate) fn measure() -> io::Result<Vec<Figure>> {
    let mut figures = names::measure();
    figures.extend(waiters::measure()?);
    let sizes = sizes();
    let future = |what, size| figure(what, sizes.over_raw(size), "bytes");
    figures.extend([
        future(
            "future of breaker + bulkhead + retry + budget, over the raw one of 1 KiB",
            sizes.four,
        ),
        future(
            "  the same with a timeout, which keeps tokio's timer",
            sizes.five,
        ),
    ]);
    registry::prune();
    Ok(figures)
}

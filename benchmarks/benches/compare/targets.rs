//! The project's targets, compared with the measured values.

use serde_json::{Value, json};

use crate::ours::size::Sizes;
use crate::row::{Row, Rows};
use crate::scale::{Figure, LOOK_UP, LOOK_UP_BARE};
use crate::what::{self, BY_HAND, EACH, FLOOR, OURS};

pub(crate) struct Target {
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) limit: f64,
    /// `None` if it could not be measured.
    pub(crate) measured: Option<f64>,
    /// The value of the version by hand.
    pub(crate) by_hand: Option<f64>,
    /// The best peer that has a row of its own in this run.
    pub(crate) peer: Option<(&'static str, f64)>,
}

impl Target {
    pub(crate) fn is_met(&self) -> Option<bool> {
        // A value that the table rounds to the target meets it. Large values are rounded to whole numbers.
        let rounded = if self.limit < 100.0 { 0.05 } else { 0.5 };
        self.measured
            .map(|measured| measured < self.limit + rounded)
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "case": self.what,
            "unit": self.unit,
            "target": self.limit,
            "measured": self.measured,
            "by_hand": self.by_hand,
            "met": self.is_met(),
        })
    }
}

/// The reasons why some targets are not met.
pub(crate) const WHY: &[&str] = &[
    "`by hand` is the policy as written by hand into one function for this case only: no settings, no listeners, no \
     queue and, except for the breaker with failures in a row, no handling of panics. It shows what the compiler \
     makes of that, which is not always faster than ours. The cost of a pipeline without any layer has its own row.",
    "A closed breaker reads its state and generation twice, because a result counts only in the generation that \
     admitted its call. It counts a success in a word that only the current thread writes, so it looks up the \
     thread. The version by hand, with a static breaker and a permit that handles panics, does the same.",
    "While a failure is in a window of calls, later successes must not be counted before it. Each success is \
     therefore one atomic exchange, also by hand. The row `one atomic add` is the lower bound.",
    "A bulkhead makes one atomic exchange when a call starts and one when it ends. Twice the row `one atomic add` \
     is the lower bound.",
    "The operating system may run two threads on one core. Then even two threads that share nothing take longer \
     than one. The rows `ours, one each` are the lower bound for two threads.",
    "A retry awaits its body in a loop, because the function contains the body once. It marks nested retries in a \
     thread-local word and checks whether there are event listeners. The version by hand does neither, and its loop \
     alone takes twice the target.",
    "A random name among 100,000 is not in the cache, and neither is its policy, whose handle count is incremented. \
     That makes two dependent memory reads, as in a bare `HashMap`, which is the lower bound. The rows of the scale \
     table show each read alone. The row of names in use is what a service sees.",
];

type Measure = fn(&Row) -> Option<f64>;

const NANOS: (&str, Measure) = ("ns over raw", |row| row.over_raw);
const INSTRUCTIONS: (&str, Measure) = ("instructions", |row| row.instructions);
const ALLOCATIONS: (&str, Measure) = ("allocations", |row| row.allocations);
const TIMES: (&str, Measure) = ("times one thread", |row| row.against_one);
const BYTES: (&str, Measure) = ("bytes", |row| row.bytes);

/// Case, measure and limit.
const LIMITS: &[(&str, (&str, Measure), f64)] = &[
    (what::BREAKER, NANOS, 3.0),
    (what::BREAKER, INSTRUCTIONS, 45.0),
    (what::BREAKER_RATE, NANOS, 8.0),
    (what::BREAKER_RATE_1, NANOS, 8.0),
    (what::BREAKER_TIME, NANOS, 30.0),
    (what::BREAKER_SLOW, NANOS, 30.0),
    (what::BULKHEAD, NANOS, 6.0),
    (what::RETRY, NANOS, 1.0),
    (what::RETRY_BUDGET, NANOS, 4.0),
    (what::FOUR, NANOS, 12.0),
    (what::FOUR, INSTRUCTIONS, 130.0),
    (what::FOUR, ALLOCATIONS, 0.0),
    (what::TIMEOUT, NANOS, 3.0),
    (what::BREAKER_OPEN, NANOS, 15.0),
    (what::BREAKER_OPEN, INSTRUCTIONS, 300.0),
    (what::BREAKER_OPEN, ALLOCATIONS, 0.0),
    (what::BULKHEAD_FULL, NANOS, 4.0),
    (what::BULKHEAD_FULL, INSTRUCTIONS, 160.0),
    (what::BREAKER_TOGETHER, TIMES, 1.1),
    (what::BREAKER_APART, TIMES, 1.1),
    (what::BREAKER, BYTES, 256.0),
];

pub(crate) fn all(rows: &Rows, sizes: &Sizes, scale: &[Figure]) -> Vec<Target> {
    let raw_instructions = rows.find(what::RAW, FLOOR).and_then(|row| row.instructions);
    let measured = |row: &Row, (unit, measure): (&str, Measure)| {
        let value = measure(row)?;
        if unit == INSTRUCTIONS.0 {
            return Some(value - raw_instructions?);
        }
        Some(value)
    };
    let mut targets: Vec<Target> = LIMITS
        .iter()
        .map(|&(what, by, limit)| Target {
            what: what.to_owned(),
            unit: by.0,
            limit,
            measured: rows.find(what, OURS).and_then(|row| measured(row, by)),
            by_hand: rows.find(what, BY_HAND).and_then(|row| measured(row, by)),
            peer: rows
                .iter()
                .filter(|row| row.what == what && ![OURS, BY_HAND, EACH].contains(&row.who))
                .filter_map(|row| Some((row.who, measured(row, by)?)))
                .min_by(|(_, left), (_, right)| left.total_cmp(right)),
        })
        .collect();
    let other = |what: &str, unit, limit, measured, by_hand| Target {
        what: what.to_owned(),
        unit,
        limit,
        measured,
        by_hand,
        peer: None,
    };
    targets.push(other(
        &format!("future of {}, over the raw one", what::FOUR),
        "bytes",
        120.0,
        Some(sizes.over_raw(sizes.four)),
        None,
    ));
    let figure = |what| scale.iter().find(|it| it.what == what).map(|it| it.value);
    let look_up = other(LOOK_UP, "ns", 50.0, figure(LOOK_UP), figure(LOOK_UP_BARE));
    targets.push(look_up);
    targets
}

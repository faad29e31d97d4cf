//! The targets that the project has set itself, held against what was measured.

use serde_json::{Value, json};

use crate::ours::size::Sizes;
use crate::row::{Row, Rows};
use crate::scale::{Figure, LOOK_UP, LOOK_UP_BARE};
use crate::what::{self, BY_HAND, EACH, FLOOR, OURS};

pub(crate) struct Target {
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) limit: f64,
    /// `None` where it could not be measured.
    pub(crate) measured: Option<f64>,
    /// What it is where the least is written by hand.
    pub(crate) by_hand: Option<f64>,
    /// The best peer that has a row of its own in this run.
    pub(crate) peer: Option<(&'static str, f64)>,
}

impl Target {
    pub(crate) fn is_met(&self) -> Option<bool> {
        // What a table rounds to the target has met it, and it rounds what is large to whole numbers.
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

/// What stands between us and the targets that are not met.
pub(crate) const WHY: &[&str] = &[
    "`by hand` is the policy as somebody would write it into one function, for one case of it: nothing to set, nobody \
     to listen, no queue and, but for the breaker in a row, no panic to think of. It is what the compiler makes of \
     that, and not always less than ours. What a pipeline takes before it has any layer has a row of its own.",
    "A closed breaker reads where it is and its gate, twice: a call counts where it was let in. Its success is \
     counted in a word that its thread alone writes, so that it looks which thread it is. By hand, with its gate in a \
     static and a permit that thinks of a panic, that takes more instructions than the target too.",
    "While a failure is in a window of calls, a success behind it must not count before it: so each is one \
     atomic exchange, also by hand, and one of the row `one atomic add` is the floor.",
    "A bulkhead exchanges a word as a call comes and as it goes. Two of the row `one atomic add` are its floor.",
    "The system may put two threads on one core, and then two that share nothing take longer than one too: the rows \
     `ours, one each` are the floor of the two threads.",
    "A retry awaits its body in a loop, for the body stands in the function once. It tells the retries inside that \
     they are nested, in a word of the thread, and looks whether anybody listens to events. By hand there is neither, \
     and the loop alone takes twice the target.",
    "A name at random among 100,000 is not in the cache, and neither is its policy, where one more handle is \
     counted: two reads of memory, one after the other, as in a bare `HashMap`. What each takes alone, each after \
     the one before, has a row among those of scale; a bare map is the floor. The row of names \
     in use is what a service sees.",
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
    (what::BREAKER, INSTRUCTIONS, 30.0),
    (what::BREAKER_RATE, NANOS, 8.0),
    (what::BREAKER_RATE_1, NANOS, 8.0),
    (what::BREAKER_TIME, NANOS, 30.0),
    (what::BREAKER_SLOW, NANOS, 30.0),
    (what::BULKHEAD, NANOS, 6.0),
    (what::RETRY, NANOS, 1.0),
    (what::RETRY_BUDGET, NANOS, 4.0),
    (what::FOUR, NANOS, 12.0),
    (what::FOUR, INSTRUCTIONS, 100.0),
    (what::FOUR, ALLOCATIONS, 0.0),
    (what::TIMEOUT, NANOS, 3.0),
    (what::BREAKER_OPEN, NANOS, 15.0),
    (what::BREAKER_OPEN, ALLOCATIONS, 0.0),
    (what::BULKHEAD_FULL, NANOS, 4.0),
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
        96.0,
        Some(sizes.over_raw(sizes.four)),
        None,
    ));
    let figure = |what| scale.iter().find(|it| it.what == what).map(|it| it.value);
    let look_up = other(LOOK_UP, "ns", 50.0, figure(LOOK_UP), figure(LOOK_UP_BARE));
    targets.push(look_up);
    targets
}

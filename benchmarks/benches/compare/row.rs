//! The rows of the table.

use serde_json::{Value, json};

use crate::allocations;
use crate::case::Case;
use crate::measure::Nanos;
use crate::threads::Threads;
use crate::what;

pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) who: &'static str,
    pub(crate) nanos: Nanos,
    /// Nanoseconds more than the raw call.
    pub(crate) over_raw: Option<f64>,
    /// The time of a call divided by its time on one thread.
    pub(crate) against_one: Option<f64>,
    pub(crate) instructions: Option<f64>,
    pub(crate) allocations: Option<f64>,
    pub(crate) future: Option<usize>,
    pub(crate) bytes: Option<f64>,
}

impl Row {
    pub(crate) fn of_case(case: &mut Case, nanos: Nanos, instructions: Option<f64>) -> Self {
        Self {
            what: case.what.to_owned(),
            who: case.who,
            nanos,
            over_raw: None,
            against_one: None,
            instructions,
            allocations: Some(allocations::per_call(case)),
            future: case.future,
            bytes: allocations::of_policy(case),
        }
    }

    /// A case on two threads: in one runtime and in two.
    ///
    /// By the median: where threads get into each other's way, no round is undisturbed. There is no row
    /// where they never ran at once.
    pub(crate) fn of_threads(threads: &Threads) -> Vec<Self> {
        let row = |nanos: Nanos, where_| Self {
            what: format!("{}, two threads, {where_}", threads.what),
            who: threads.who,
            nanos,
            over_raw: None,
            against_one: Some(nanos.median / threads.one.median),
            instructions: None,
            allocations: None,
            future: None,
            bytes: None,
        };
        let rows = [
            (threads.together, "one runtime"),
            (threads.apart, "two runtimes"),
        ];
        rows.into_iter()
            .filter(|(nanos, _)| nanos.median.is_finite())
            .map(|(nanos, where_)| row(nanos, where_))
            .collect()
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "case": self.what,
            "who": self.who,
            "ns_minimum": self.nanos.minimum,
            "ns_median": self.nanos.median,
            "ns_over_raw": self.over_raw,
            "against_one_thread": self.against_one,
            "instructions": self.instructions,
            "allocations": self.allocations,
            "future_bytes": self.future,
            "policy_bytes": self.bytes,
        })
    }
}

/// All that was measured, with the peers of a case below ours.
pub(crate) struct Rows(Vec<Row>);

impl Rows {
    pub(crate) fn of(cases: Vec<Row>, threads: &[Threads]) -> Self {
        let mut rows = cases;
        rows.extend(threads.iter().flat_map(Row::of_threads));
        let mut order: Vec<String> = Vec::new();
        for row in &rows {
            if !order.contains(&row.what) {
                order.push(row.what.clone());
            }
        }
        rows.sort_by_key(|row| order.iter().position(|what| *what == row.what));
        Self(rows).over_raw()
    }

    fn over_raw(mut self) -> Self {
        let raw = |what| self.find(what, what::FLOOR).map(|row| row.nanos.minimum);
        let [ready, waits, elsewhere] = [what::RAW, what::RAW_WAITS, what::RAW_ELSEWHERE].map(raw);
        for row in &mut self.0 {
            let raw = match row.what.as_str() {
                what::TIMEOUT_WAITS => waits,
                what::BREAKER_ELSEWHERE => elsewhere,
                _ => ready,
            };
            if row.who != what::FLOOR && row.against_one.is_none() {
                row.over_raw = raw.map(|raw| row.nanos.minimum - raw);
            }
        }
        self
    }

    pub(crate) fn find(&self, what: &str, who: &str) -> Option<&Row> {
        let is_it = |row: &&Row| row.what == what && row.who == who;
        self.0.iter().find(is_it)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Row> {
        self.0.iter()
    }
}

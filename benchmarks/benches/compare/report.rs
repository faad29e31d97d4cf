//! The report of all measurements as text, Markdown and JSON.

use serde_json::{Value, json};

use crate::machine::Machine;
use crate::peers::LEFT_OUT;
use crate::row::{Row, Rows};
use crate::scale::Figure;
use crate::table::{self, MARKDOWN, TERMINAL};
use crate::targets::{Target, WHY};

pub(crate) struct Report {
    pub(crate) date: String,
    pub(crate) machine: Machine,
    pub(crate) rows: Rows,
    pub(crate) targets: Vec<Target>,
    pub(crate) scale: Vec<Figure>,
    /// Why instructions were not counted, if they were not.
    pub(crate) missing: Option<String>,
}

const METHOD: &str = "Each case is one call that a task awaits in a loop, as a service does; the task then uses the value or the error. The \
executor cannot see into the task, so the calls are in memory. The compiler inlines the poll of a function unless it is \
large and awaited in several places: see the cases `not polled in place`. All cases take turns, round by round, so that \
noise affects all of them; `best` and `median` are over the rounds. `over raw` is the best time minus that of the raw \
async call. `against one thread` compares medians of calls that two threads make at the same time. Instructions are \
callgrind's, per call, including the loop and the call; callgrind counts a clock read as a system call, because it has \
no vDSO. The counting allocator makes an allocation slower than usual: see its row. The bytes of a policy are those of \
a new one. Its window, if it has one, grows with the calls. A policy that several threads use gets 5 KiB of counters, \
one cache line for each of the first 32 threads. Counters for snapshots and the feature `coarse-clock` are on. The \
error of every call contains a rejection, which makes the result six words long. In the cases `in a box` it contains a \
boxed rejection, and the result is two words long.";

impl Report {
    pub(crate) fn text(&self) -> String {
        let heading = self.heading();
        let rows = table::of_rows(&self.rows, TERMINAL);
        let targets = table::of_targets(&self.targets, TERMINAL);
        let scale = table::of_scale(&self.scale, TERMINAL);
        let missing = self.missing();
        format!("{heading}\n\n{rows}\n\n{missing}{targets}\n\n{scale}\n")
    }

    pub(crate) fn markdown(&self) -> String {
        let heading = self.heading();
        let rows = table::of_rows(&self.rows, MARKDOWN);
        let targets = table::of_targets(&self.targets, MARKDOWN);
        let scale = table::of_scale(&self.scale, MARKDOWN);
        let missing = self.missing();
        let why = WHY.join("\n- ");
        let left_out = LEFT_OUT.join("\n- ");
        format!(
            "# Benchmarks\n\n\
             Written by `cargo bench -p resilience-benchmarks`, on {heading}.\n\n\
             {METHOD}\n\n{missing}\
             ## The targets\n\n{targets}\n\n\
             Notes on the targets:\n\n- {why}\n\n\
             ## Every case\n\n{rows}\n\n\
             Not compared:\n\n- {left_out}\n\n\
             ## Scale and size\n\n{scale}\n"
        )
    }

    pub(crate) fn json(&self) -> Value {
        let scale = |it: &Figure| json!({ "what": it.what, "value": it.value, "unit": it.unit });
        json!({
            "date": self.date,
            "machine": self.machine.json(),
            "cases": self.rows.iter().map(Row::json).collect::<Vec<_>>(),
            "targets": self.targets.iter().map(Target::json).collect::<Vec<_>>(),
            "scale": self.scale.iter().map(scale).collect::<Vec<_>>(),
        })
    }

    fn missing(&self) -> String {
        let note = |why: &String| format!("Instructions were not counted: {why}.\n\n");
        self.missing.as_ref().map_or_else(String::new, note)
    }

    fn heading(&self) -> String {
        let Machine {
            cpu,
            cores,
            load,
            rustc,
        } = &self.machine;
        let date = &self.date;
        format!("{date}: {cpu}, {cores} cores, load {load}, {rustc}")
    }
}

//! Everything that was measured, as text, as Markdown and as JSON.

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
    /// Why there are no instructions, if there are none.
    pub(crate) missing: Option<String>,
}

const HOW: &str = "\
A task awaits one call after the other, as a service does, and goes on with the value or the error; who polls it does \
not know what is in it, so that its calls lie in memory. The compiler has the poll of a function in place, unless it \
is awaited in several places and not small: the cases `not polled in place` show that. All cases take turns, round by \
round, so that noise hits all alike; best and median are of those rounds. `over raw` is the best less that of the raw \
async call; `against one thread` is by the medians, of calls that both threads made at once. Instructions are \
callgrind's, per call, with the loop and the call in them (it shows a clock read as the call into the kernel that it \
is without a vDSO). The allocator counts, which makes an allocation dearer than it is elsewhere: see its row. A \
policy's bytes are those of one that has just been made: its window, if it has one, grows with the calls, and a policy \
that several threads use gets 5 KiB, a line for each of the first 32. Counters for snapshots are on, and so is the \
feature `coarse-clock`. The error of every call holds a rejection, which makes the answer one of six words; in the \
cases `in a box` it holds a box with one, and the answer has two.";

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
             {HOW}\n\n{missing}\
             ## The targets\n\n{targets}\n\n\
             What stands between:\n\n- {why}\n\n\
             ## Every case\n\n{rows}\n\n\
             Left out:\n\n- {left_out}\n\n\
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
        let told = |why: &String| format!("No instructions: {why}.\n\n");
        self.missing.as_ref().map_or_else(String::new, told)
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

//! The command line.

use crate::instructions::{COUNTED, ONLY_OURS};
use crate::measure::Effort;

pub(crate) const HELP: &str = "usage: cargo bench -p resilience-benchmarks [-- OPTION...]
  --quick   fewer rounds, and do not write BENCHMARKS.md
  --json    print JSON, and do not write BENCHMARKS.md
  --gate    only count our own cases' instructions, and fail if one rises by more than 5 %
  --accept  only count them, and write them to instructions.json";

pub(crate) struct Compare {
    pub(crate) effort: Effort,
    pub(crate) json: bool,
    /// Whether BENCHMARKS.md is written.
    pub(crate) write: bool,
}

pub(crate) enum Task {
    Compare(Compare),
    Gate,
    Accept,
    /// To run the cases where callgrind looks on.
    BeCounted {
        ours: bool,
    },
    Help,
}

pub(crate) fn parse() -> Result<Task, lexopt::Error> {
    let (mut quick, mut json, mut only_ours) = (false, false, false);
    let mut other = None;
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            lexopt::Arg::Long("quick") => quick = true,
            lexopt::Arg::Long("json") => json = true,
            lexopt::Arg::Long("gate") => other = Some(Task::Gate),
            lexopt::Arg::Long("accept") => other = Some(Task::Accept),
            lexopt::Arg::Long(COUNTED) => other = Some(Task::BeCounted { ours: false }),
            lexopt::Arg::Long(ONLY_OURS) => only_ours = true,
            // `cargo bench` says it to every benchmark.
            lexopt::Arg::Long("bench") => {}
            lexopt::Arg::Short('h') | lexopt::Arg::Long("help") => return Ok(Task::Help),
            unknown => return Err(unknown.unexpected()),
        }
    }
    Ok(match other {
        Some(Task::BeCounted { .. }) => Task::BeCounted { ours: only_ours },
        Some(task) => task,
        None => Task::Compare(Compare {
            effort: if quick { Effort::QUICK } else { Effort::FULL },
            json,
            write: !quick && !json,
        }),
    })
}

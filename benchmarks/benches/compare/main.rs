//! Measures the cost of the policies, beside their peers and beside lower bounds.
//!
//! ```text
//! cargo bench -p resilience-benchmarks [-- --quick] [-- --json] [-- --accept | --gate]
//! ```
//!
//! Read the files in this order:
//!
//! * `call.rs` and `case.rs`: the call and a case.
//! * `floors.rs`, `ours/`, `by_hand.rs` and `peers/`: the cases.
//! * `measure.rs`, `instructions.rs`, `allocations.rs`, `threads.rs` with `race.rs`, and `scale/`: the measurements.
//! * `targets.rs`: the targets.

mod allocations;
mod args;
mod by_hand;
mod call;
mod case;
mod clock;
mod compare;
mod floors;
mod gate;
mod instructions;
mod machine;
mod measure;
mod ours;
mod peers;
mod race;
mod report;
mod row;
mod scale;
mod table;
mod targets;
mod threads;
mod what;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use args::Task;
use case::Case;
use tokio::runtime::Builder;

/// The folder of this package.
const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let baseline = Path::new(PACKAGE).join("instructions.json");
    match args::parse()? {
        Task::Help => println!("{}", args::HELP),
        Task::Compare(asked) => compare::run(&asked)?,
        Task::BeCounted { ours } => within(|| cases(ours).map(instructions::run_counted))??,
        Task::Accept => gate::accept(&baseline)?,
        Task::Gate => {
            if !gate::holds(&baseline)? {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs `work` inside a runtime with a timer. Nothing there waits long enough for one to fire.
fn within<R>(work: impl FnOnce() -> R) -> std::io::Result<R> {
    let runtime = Builder::new_current_thread().enable_time().build()?;
    let _inside = runtime.enter();
    Ok(work())
}

/// The cases, ours with the floors first.
fn cases(only_ours: bool) -> Result<Vec<Case>, Box<dyn Error>> {
    let mut cases = floors::cases();
    cases.extend(ours::cases());
    if !only_ours {
        cases.extend(by_hand::cases());
        cases.extend(peers::cases()?);
    }
    Ok(cases)
}

//! Instructions per call, counted by valgrind's callgrind.
//!
//! The benchmark runs itself once under callgrind, which writes its count at each return from
//! [`counted`] and resets it. Each case runs three times there: to warm up, for `n` calls and for `2 * n`
//! calls. The difference between the last two counts is the cost of `n` calls alone. It repeats exactly
//! if the code does not depend on the time.

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

use crate::allocations;
use crate::case::Case;

/// The hidden argument under which the benchmark is counted.
pub(crate) const COUNTED: &str = "counted-by-callgrind";
/// The hidden argument that leaves the peers out.
pub(crate) const ONLY_OURS: &str = "only-ours";

const CALLS: u64 = 1_000;

/// Why there are no counts.
pub(crate) type Missing = String;

/// Instructions per call of each case, in their order.
pub(crate) fn count(only_ours: bool) -> Result<Vec<f64>, Missing> {
    let failed = |error: io::Error| format!("valgrind cannot be run: {error}");
    let executable = env::current_exe().map_err(failed)?;
    // Beside the executable, in cargo's own folder.
    let directory = &executable.with_extension("callgrind");
    let out = directory.join("callgrind.out");
    remove_dumps(directory).map_err(failed)?;
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--dump-after=*compare*counted*"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(&executable)
        .arg(format!("--{COUNTED}"))
        .args(only_ours.then(|| format!("--{ONLY_OURS}")));
    let output = command.output().map_err(failed)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("valgrind failed: {said}"));
    }
    let mut totals = Vec::new();
    loop {
        let number = totals.len() + 1;
        match fs::read_to_string(directory.join(format!("callgrind.out.{number}"))) {
            Ok(dump) => totals.push(total(&dump).ok_or("a dump of callgrind has no total")?),
            Err(_) => break,
        }
    }
    Ok(totals
        .chunks_exact(3)
        .map(|dumps| match dumps {
            [_, once, twice] => per_call(twice.saturating_sub(*once)),
            _ => f64::NAN,
        })
        .collect())
}

/// Rounds to a tenth, which removes the two instructions that a dump itself adds.
fn per_call(instructions: u64) -> f64 {
    let tenths = allocations::count(instructions) * 10.0 / allocations::count(CALLS);
    tenths.round() / 10.0
}

/// Runs the cases under callgrind.
pub(crate) fn run_counted(mut cases: Vec<Case>) {
    for case in &mut cases {
        // Fills once-cells and windows. This dump also takes the instructions before the case.
        counted(case, CALLS);
        counted(case, CALLS);
        counted(case, 2 * CALLS);
    }
}

/// The function that callgrind looks for by its name. It has something to do after the calls, so
/// that they are not a tail call, from which it would never return.
#[inline(never)]
fn counted(case: &mut Case, calls: u64) {
    black_box(case.run(calls));
}

fn total(dump: &str) -> Option<u64> {
    let line = dump
        .lines()
        .find_map(|line| line.strip_prefix("totals: "))?;
    line.trim().parse().ok()
}

/// Dumps of an earlier run would be taken for those of this one.
fn remove_dumps(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with("callgrind.out")
        {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

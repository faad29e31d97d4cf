//! The gate: compares the instruction counts of our own cases with the recorded ones.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

use serde_json::{Value, json};

use crate::what::OURS;
use crate::{cases, instructions, machine, within};

/// How much a count may rise.
const ALLOWED: f64 = 1.05;

type Counts = BTreeMap<String, f64>;

/// The recorded counts. They depend on the compiler, so its version is recorded too.
struct Baseline {
    rustc: String,
    arch: String,
    counts: Counts,
}

/// Returns whether no count has risen by more than 5 %. Prints every count that differs.
pub(crate) fn holds(file: &Path) -> Result<bool, Box<dyn Error>> {
    let baseline = read(file)?;
    let (rustc, arch) = (machine::rustc(), env::consts::ARCH);
    if (&*baseline.rustc, &*baseline.arch) != (&*rustc, arch) {
        println!(
            "skipped: the counts in {} were recorded with {} on {}, not with {rustc} on {arch}",
            file.display(),
            baseline.rustc,
            baseline.arch
        );
        return Ok(true);
    }
    let counts = count()?;
    let mut holds = true;
    for (case, &count) in &counts {
        match baseline.counts.get(case) {
            Some(&before) if count > before * ALLOWED => {
                holds = false;
                println!("risen:  {case}: {before:.1} → {count:.1} instructions");
            }
            Some(&before) if count < before / ALLOWED => {
                println!("fallen: {case}: {before:.1} → {count:.1} instructions");
            }
            Some(_) => {}
            None => {
                holds = false;
                println!("new:    {case}: {count:.1} instructions");
            }
        }
    }
    for case in baseline
        .counts
        .keys()
        .filter(|it| !counts.contains_key(*it))
    {
        holds = false;
        println!("gone:   {case}");
    }
    println!("{} cases compared with {}", counts.len(), file.display());
    if !holds {
        println!("if that is meant, accept it: cargo bench -p resilience-benchmarks -- --accept");
    }
    Ok(holds)
}

/// Checks these counts in.
pub(crate) fn accept(file: &Path) -> Result<(), Box<dyn Error>> {
    let counts = count()?;
    let baseline = json!({
        "rustc": machine::rustc(),
        "arch": env::consts::ARCH,
        "instructions": counts,
    });
    fs::write(file, format!("{baseline:#}\n"))?;
    println!("{} counts written to {}", counts.len(), file.display());
    Ok(())
}

/// Counts the instructions of our own cases.
fn count() -> Result<Counts, Box<dyn Error>> {
    let cases = within(|| cases(true))??;
    let counts = instructions::count(true)?;
    let ours = cases
        .iter()
        .zip(counts)
        .filter(|(case, _)| case.who == OURS);
    Ok(ours
        .map(|(case, count)| (case.what.to_owned(), count))
        .collect())
}

fn read(file: &Path) -> Result<Baseline, Box<dyn Error>> {
    let value: Value = serde_json::from_str(&fs::read_to_string(file)?)?;
    let text = |key: &str| value[key].as_str().map(str::to_owned).ok_or("no such text");
    Ok(Baseline {
        rustc: text("rustc")?,
        arch: text("arch")?,
        counts: serde_json::from_value(value["instructions"].clone())?,
    })
}

//! The comparison: measures and reports every case.

use std::error::Error;
use std::fs;
use std::path::Path;

use crate::args::Compare;
use crate::case::Case;
use crate::machine::Machine;
use crate::measure::{self, Nanos};
use crate::ours::size::sizes;
use crate::report::Report;
use crate::row::{Row, Rows};
use crate::{PACKAGE, cases, clock, instructions, scale, targets, threads, within};

pub(crate) fn run(asked: &Compare) -> Result<(), Box<dyn Error>> {
    let machine = Machine::this();
    // One that cannot be counted is timed all the same.
    let (counts, missing) = match instructions::count(false) {
        Ok(counts) => (counts, None),
        Err(missing) => (Vec::new(), Some(missing)),
    };
    let rows = within(|| timed(asked, &counts))??;
    let threads = threads::measure(asked.effort)?;
    let scale = scale::measure()?;
    let rows = Rows::of(rows, &threads);
    let report = Report {
        date: clock::today(),
        machine,
        targets: targets::all(&rows, &sizes(), &scale),
        rows,
        scale,
        missing,
    };
    if asked.json {
        println!("{}", report.json());
    } else {
        println!("{}", report.text());
    }
    if asked.write {
        let file = Path::new(PACKAGE).with_file_name("BENCHMARKS.md");
        fs::write(&file, report.markdown())?;
        println!("Written: {}", file.display());
    }
    Ok(())
}

fn timed(asked: &Compare, counts: &[f64]) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut cases = cases(false)?;
    for case in &mut cases {
        if !case.is_what_it_says() {
            return Err(format!("{} ({}) is not what it says", case.what, case.who).into());
        }
    }
    if !counts.is_empty() && counts.len() != cases.len() {
        let (counted, all) = (counts.len(), cases.len());
        return Err(format!("callgrind has counted {counted} cases of {all}").into());
    }
    let nanos = measure::nanos(&mut cases, asked.effort);
    let row = |(index, (case, nanos)): (usize, (&mut Case, Nanos))| {
        Row::of_case(case, nanos, counts.get(index).copied())
    };
    Ok(cases.iter_mut().zip(nanos).enumerate().map(row).collect())
}

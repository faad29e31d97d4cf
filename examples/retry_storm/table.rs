//! The figures as tables: a line for each policy, and in a cell a number for each fleet.

use comfy_table::{Table, presets};

use crate::fleet::Fleet;
use crate::outcome::Outcome;

pub(crate) fn of(outcomes: &[&Outcome]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED);
    table.set_header([
        "",
        "requests per call\nin the outage",
        "in its worst\nten seconds",
        "seconds to recover\nfrom the stall",
        "% of calls that succeed\nat 30 % errors",
        "the same at\n80 % load",
        "the same at\n85 % load",
        "targets",
    ]);
    for outcome in outcomes {
        table.add_row(figures(outcome));
    }
    table
}

fn figures(outcome: &Outcome) -> Vec<String> {
    let factor = |factor: &f64| format!("{factor:.2}");
    let seconds = |seconds: &Option<u64>| seconds.map_or("never".to_owned(), |it| it.to_string());
    let percent = |share: &f64| format!("{:.1}", share * 100.0);
    let mut cells = vec![
        outcome.name.clone(),
        each(&outcome.amplification, factor),
        each(&outcome.peak, factor),
        each(&outcome.recovery, seconds),
    ];
    cells.extend(outcome.success.iter().map(|shares| each(shares, percent)));
    cells.push(if outcome.meets_targets() { "met" } else { "" }.to_owned());
    cells
}

/// One number a fleet, side by side.
fn each<T>(figures: &[T; Fleet::ALL.len()], show: impl Fn(&T) -> String) -> String {
    figures.each_ref().map(show).join("  ")
}

//! The tables, for a terminal and for Markdown alike.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use crate::row::{Row, Rows};
use crate::scale::Figure;
use crate::targets::Target;

const WHAT: &[&str] = &[
    "case",
    "whose",
    "ns, best",
    "ns, median",
    "over raw",
    "against one thread",
    "instructions",
    "allocations",
    "future, bytes",
    "policy, bytes",
];

pub(crate) fn of_rows(rows: &Rows, preset: &str) -> Table {
    let mut table = empty(preset, WHAT, 2);
    let mut last = "";
    for row in rows.iter() {
        // The name of a case stands only in its first row.
        let what = if row.what == last { "" } else { &row.what };
        last = &row.what;
        table.add_row(cells(what, row));
    }
    table
}

fn cells(what: &str, row: &Row) -> Vec<String> {
    vec![
        what.to_owned(),
        row.who.to_owned(),
        measured(row.nanos.minimum),
        measured(row.nanos.median),
        row.over_raw.map_or_else(String::new, measured),
        row.against_one
            .map_or_else(String::new, |it| format!("{it:.2}")),
        row.instructions
            .map_or_else(String::new, |it| format!("{it:.0}")),
        row.allocations
            .map_or_else(String::new, |it| format!("{it:.0}")),
        row.future.map_or_else(String::new, |it| it.to_string()),
        row.bytes.map_or_else(String::new, |it| format!("{it:.0}")),
    ]
}

pub(crate) fn of_targets(targets: &[Target], preset: &str) -> Table {
    let header = [
        "case",
        "unit",
        "target",
        "measured",
        "",
        "by hand",
        "best peer",
    ];
    let mut table = empty(preset, &header, 2);
    for target in targets {
        let met = match target.is_met() {
            Some(true) => "met",
            Some(false) => "not met",
            None => "not measured",
        };
        let peer = target.peer.map_or_else(
            || "–".to_owned(),
            |(who, value)| format!("{who} {}", figure(value)),
        );
        table.add_row([
            target.what.clone(),
            target.unit.to_owned(),
            figure(target.limit),
            target.measured.map_or_else(|| "–".to_owned(), figure),
            met.to_owned(),
            target.by_hand.map_or_else(|| "–".to_owned(), figure),
            peer,
        ]);
    }
    table
}

pub(crate) fn of_scale(figures: &[Figure], preset: &str) -> Table {
    let mut table = empty(preset, &["figure", "measured"], 1);
    for it in figures {
        table.add_row([
            it.what.to_owned(),
            format!("{} {}", figure(it.value), it.unit),
        ]);
    }
    table
}

/// A table whose columns hold numbers from that one on.
fn empty(preset: &str, header: &[&str], numbers_from: usize) -> Table {
    let mut table = Table::new();
    table.load_preset(preset);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header);
    for column in table.column_iter_mut().skip(numbers_from) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// As exact as a figure of that size can be taken for.
fn measured(value: f64) -> String {
    let decimals = usize::from(value.abs() < 99.95);
    format!("{value:.decimals$}")
}

/// Formats a value; whole numbers get no decimals.
fn figure(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        measured(value)
    }
}

pub(crate) const TERMINAL: &str = presets::UTF8_FULL_CONDENSED;
pub(crate) const MARKDOWN: &str = presets::ASCII_MARKDOWN;

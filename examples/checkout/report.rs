//! The report: a table, a chart for each kind of request, and the timeline of the breakers.

use std::time::Duration;

use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Value, json};
use textplots::{Chart, Plot, Shape};

use crate::load::{Kind, Seen};
use crate::night::{Night, WORKERS};
use crate::play::Outcome;

pub(crate) fn print(night: &Night, plain: &Outcome, guarded: &Outcome) {
    println!(
        "The fraud API hangs from {:.1} s to {:.1} s; the last customers come at {:.1} s.\n",
        night.outage.as_secs_f32(),
        night.recovery.as_secs_f32(),
        night.end.as_secs_f32(),
    );
    println!("{}\n", table(plain, guarded));
    for kind in Kind::ALL {
        print_charts(night, kind, plain, guarded);
    }
    println!("Breakers, guarded:");
    if guarded.transitions.is_empty() {
        println!("  none has changed its state");
    }
    for step in &guarded.transitions {
        let (at, breaker) = (step.at.as_secs_f32(), &step.breaker);
        println!("  {at:6.2} s  {breaker}: {} → {}", step.from, step.to);
    }
}

/// The figures of both plays, counted over the whole play.
pub(crate) fn json(plain: &Outcome, guarded: &Outcome) -> Value {
    let figures = |play: &Outcome| {
        json!({
            "orders_ok": count(play, Kind::Order, true),
            "orders_failed": count(play, Kind::Order, false),
            "refunds_ok": count(play, Kind::Refund, true),
            "refunds_failed": count(play, Kind::Refund, false),
            "balance_ok": count(play, Kind::Balance, true),
            "balance_failed": count(play, Kind::Balance, false),
            "p99_ms": p99(play).as_millis(),
        })
    };
    let mut with_guards = figures(guarded);
    with_guards["fallbacks"] = guarded.reviews.into();
    with_guards["trips"] = guarded.trips.into();
    json!({ "plain": figures(plain), "guarded": with_guards })
}

fn table(plain: &Outcome, guarded: &Outcome) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED);
    table.set_header(["", plain.name, guarded.name]);
    let mut row = |label: String, figure: &dyn Fn(&Outcome) -> String| {
        table.add_row([label, figure(plain), figure(guarded)]);
    };
    for kind in Kind::ALL {
        let plural = kind.plural();
        row(format!("{plural} ok"), &|play| {
            let (ok, failed) = (count(play, kind, true), count(play, kind, false));
            format!(
                "{ok} ({:.1} %)",
                100.0 * f64::from(ok) / f64::from((ok + failed).max(1))
            )
        });
        row(format!("{plural} failed"), &|play| {
            count(play, kind, false).to_string()
        });
    }
    row("99 % answered within".to_owned(), &|play| {
        format!("{} ms", p99(play).as_millis())
    });
    row(format!("most workers busy, of {WORKERS}"), &|play| {
        play.most_busy.to_string()
    });
    row("orders approved for review".to_owned(), &|play| {
        play.reviews.to_string()
    });
    row("times a breaker opened".to_owned(), &|play| {
        play.trips.to_string()
    });
    for figures in table.column_iter_mut().skip(1) {
        figures.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// Plain on the left, guarded on the right, on the same scale.
fn print_charts(night: &Night, kind: Kind, plain: &Outcome, guarded: &Outcome) {
    let (left, right) = (chart(night, kind, plain), chart(night, kind, guarded));
    println!(
        "{}: successful requests per second, by the second they were sent in",
        kind.plural()
    );
    println!("{:<44}{}", plain.name, guarded.name);
    for (left, right) in left.lines().zip(right.lines()) {
        println!("{left:<44}{right}");
    }
    println!();
}

fn chart(night: &Night, kind: Kind, play: &Outcome) -> String {
    let seconds = u16::try_from(night.end.as_secs()).unwrap_or(u16::MAX);
    let points: Vec<(f32, f32)> = (0..seconds)
        .flat_map(|second| {
            let during = |seen: &&Seen| seen.sent.as_secs() == u64::from(second);
            let ok: u16 = successes(play, kind).filter(during).map(|_| 1).sum();
            let ok = f32::from(ok);
            [(f32::from(second), ok), (f32::from(second) + 1.0, ok)]
        })
        .collect();
    // Room above the full rate, so that its line is not the frame's.
    let top = f32::from(night.per_second(kind)) * 1.2;
    let shape = Shape::Lines(&points);
    let mut chart = Chart::new_with_y_range(64, 24, 0.0, f32::from(seconds), 0.0, top);
    let chart = chart.lineplot(&shape);
    chart.axis();
    chart.figures();
    chart.to_string()
}

fn successes(play: &Outcome, kind: Kind) -> impl Iterator<Item = &Seen> {
    play.seen
        .iter()
        .filter(move |seen| seen.kind == kind && seen.ok)
}

fn count(play: &Outcome, kind: Kind, ok: bool) -> u32 {
    let matching = |seen: &&Seen| seen.kind == kind && seen.ok == ok;
    play.seen.iter().filter(matching).map(|_| 1).sum()
}

/// The 99th percentile of the duration of all requests, failures included.
fn p99(play: &Outcome) -> Duration {
    let mut took: Vec<Duration> = play.seen.iter().map(|seen| seen.took).collect();
    took.sort_unstable();
    let rank = (took.len() * 99).div_ceil(100);
    took.get(rank.saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

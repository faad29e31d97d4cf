//! The largest fleet after the stall, in the terminal: two policies side by side, on the same scale.

use textplots::{Chart, Plot, Shape};

use crate::fleet::Fleet;
use crate::outcome::{DRAWN, Outcome};

pub(crate) fn print(left: &Outcome, right: &Outcome) {
    let [.., fleet] = Fleet::ALL;
    println!(
        "{}: calls that succeed, by the second they were begun in, from the end of the stall on",
        fleet.name()
    );
    println!("{:<44}{}", left.name, right.name);
    for (left, right) in chart(left, fleet).lines().zip(chart(right, fleet).lines()) {
        println!("{left:<44}{right}");
    }
    println!();
}

fn chart(outcome: &Outcome, fleet: Fleet) -> String {
    let points: Vec<(f32, f32)> = (0..DRAWN)
        .zip(&outcome.after_stall)
        .map(|(second, counts)| (f32::from(second), f32::from(counts.succeeded)))
        .collect();
    // Room above the load, so that its line is not the frame's.
    let top = f32::from(fleet.load()) * 1.2;
    let shape = Shape::Lines(&points);
    let mut chart = Chart::new_with_y_range(64, 24, 0.0, f32::from(DRAWN), 0.0, top);
    let chart = chart.lineplot(&shape);
    chart.axis();
    chart.figures();
    chart.to_string()
}

//! Settings of our budget, one turned at a time, from the defaults to those that meet every target
//! and on to what goes too far.

use crate::budgets::Settings;

/// What is tried beside the defaults.
///
/// * The floor and the burst decide about the outage and the stall: with nothing succeeding, nothing
///   else pays. A hundred processes with a floor of 0.5 a second send 50 a second into a service with
///   75 to spare.
/// * The ratio decides about random errors. Of `p` failing requests and a ratio `r`, the share
///   `(1 - p) / (1 - r * (1 - p))` of the calls succeeds as long as the budget is what limits: 85 % at
///   `p` = 30 % needs 25 %, and a little more as the window leaves out up to a sixteenth.
/// * A ratio `r` may add as much to the load. Where a service has less than that to spare, retries
///   against errors at random fill it up, and fewer calls succeed than without any.
pub(crate) const TRIED: [Settings; 7] = [
    Settings::new(10, 0.2, 10),
    Settings::new(28, 0.5, 20),
    Settings::new(25, 0.1, 10),
    Settings::new(28, 0.1, 10),
    Settings::new(28, 0.1, 5),
    Settings::new(30, 0.1, 10),
    Settings::new(35, 0.1, 10),
];

/// Which of them meets every target, at a service at 80 % load too.
pub(crate) const FOUND: usize = 3;

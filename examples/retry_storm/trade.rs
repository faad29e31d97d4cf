//! Settings of our budget: those that meet every target, and what is lost on either side of them.

use crate::budgets::Settings;

/// They meet every target, and the one for random errors at a service at 80 % load too.
pub(crate) const FOUND: Settings = Settings::new(28, 0.1, 10);

/// What is tried beside these and the defaults.
///
/// * The floor and the burst decide about the outage and the stall: while nothing succeeds, nothing
///   else is paid in. A hundred processes with a floor of 0.5 a second send 50 a second to a service
///   with 75 to spare.
/// * The ratio decides about random errors. Where `p` of the requests succeed and the ratio is `r`,
///   `p / (1 - p * r)` of the calls succeed, as long as the budget is what limits. At `p` = 70 %, 85 %
///   take a ratio of 25.3 %, and some more since the window may leave out its oldest sixteenth.
/// * A ratio `r` may add as much to the load. Where a service has less than that to spare, retries
///   against random errors fill it up, and fewer calls succeed than without any.
pub(crate) const TRIED: [Settings; 6] = [
    Settings::new(10, 0.2, 10),
    Settings::new(28, 0.5, 20),
    Settings::new(25, 0.1, 10),
    Settings::new(28, 0.1, 5),
    Settings::new(30, 0.1, 10),
    Settings::new(35, 0.1, 10),
];

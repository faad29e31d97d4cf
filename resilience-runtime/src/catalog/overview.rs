//! The overview of every policy.

use super::list::KINDS;
use crate::observe::overview::Overview;

/// Returns an overview of every policy, kind by kind in the order of the list, each kind by name.
pub fn overviews() -> Vec<Overview> {
    KINDS.iter().flat_map(|kind| kind.overviews()).collect()
}

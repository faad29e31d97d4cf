//! Our own policies, as the attributes write them.

pub(crate) mod breaker;
pub(crate) mod limits;
pub(crate) mod retry;
pub(crate) mod size;
pub(crate) mod stack;

use crate::case::Case;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = breaker::cases();
    cases.extend(limits::cases());
    cases.extend(retry::cases());
    cases.extend(stack::cases());
    cases
}

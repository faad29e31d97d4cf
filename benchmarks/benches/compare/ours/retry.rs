//! The retry.

use resilience::retry;

use crate::call::{Answer, Request, answer, request};
use crate::case::Case;
use crate::what::{self, OURS};

#[retry(max = 3)]
async fn without_budget(request: Request) -> Answer {
    answer(request)
}

#[retry(max = 3, jitter, budget = "retry")]
pub(crate) async fn with_budget(request: Request) -> Answer {
    answer(request)
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::call(what::RETRY, OURS, || without_budget(request())),
        Case::call(what::RETRY_BUDGET, OURS, || with_budget(request())),
    ]
}

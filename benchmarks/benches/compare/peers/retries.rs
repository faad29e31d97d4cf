//! backon and tokio-retry2.

use backon::{ExponentialBuilder, Retryable as _};
use tokio_retry2::strategy::ExponentialBackoff;
use tokio_retry2::{Retry, RetryError};

use crate::call::{raw, request};
use crate::case::Case;
use crate::what;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::call(what::RETRY, "backon", || {
            (|| raw(request())).retry(ExponentialBuilder::default().with_max_times(3))
        }),
        Case::call(what::RETRY, "tokio-retry2", || {
            let delays = ExponentialBackoff::from_millis(1_000).take(3);
            Retry::spawn(delays, || async {
                raw(request()).await.map_err(RetryError::transient)
            })
        }),
    ]
}

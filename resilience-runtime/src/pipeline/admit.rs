//! Admission to a single layer, without a body.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use super::{BoxedTimer, Layer, PollContext};
use crate::Rejected;

/// Waits until `layer` admits or rejects a call: its guard, or the rejection.
///
/// # Cancel safety
///
/// Dropping the future cancels the call in the layer.
pub(crate) async fn admit<L: Layer>(layer: &L) -> Result<L::Guard<'_>, Rejected> {
    let mut guard = L::Guard::default();
    let mut timer = BoxedTimer::default();
    poll_fn(|cx| {
        let mut cx = PollContext::new(cx);
        loop {
            let admitted = layer.poll_admit(&mut guard, &mut cx);
            if admitted.is_ready() {
                return admitted;
            }
            if cx.poll_timer(Pin::new(&mut ()), &mut timer).is_pending() {
                return Poll::Pending;
            }
        }
    })
    .await?;
    Ok(guard)
}

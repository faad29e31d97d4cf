//! The wait for a permit.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;
use tokio::time::Sleep;

use super::RateLimiter;
use crate::clock::{self, Time};

pin_project! {
    /// A permit that is yet to come; dropped before it has come, it is given back.
    #[derive(Debug)]
    pub(super) struct Reservation<'a> {
        limiter: &'a RateLimiter,
        ticket: u64,
        // When the timer rings.
        armed: Option<Time>,
        #[pin]
        timer: Option<Sleep>,
    }

    impl PinnedDrop for Reservation<'_> {
        fn drop(this: Pin<&mut Self>) {
            this.limiter.give_up(this.ticket);
        }
    }
}

impl<'a> Reservation<'a> {
    pub(super) fn new(limiter: &'a RateLimiter, ticket: u64) -> Self {
        Self {
            limiter,
            ticket,
            armed: None,
            timer: None,
        }
    }
}

impl Future for Reservation<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        while let Some(goes_at) = this.limiter.poll(*this.ticket, cx.waker()) {
            if this.armed.replace(goes_at) != Some(goes_at) {
                this.timer.set(Some(clock::sleep_until(goes_at)));
            }
            if let Some(timer) = this.timer.as_mut().as_pin_mut() {
                ready!(timer.poll(cx));
            }
            *this.armed = None;
        }
        Poll::Ready(())
    }
}

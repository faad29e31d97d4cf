//! The first call of the process, which creates the registries. It is alone in this file to be the first.

mod common;

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use common::Error;
use resilience::circuit_breaker;
use resilience::events::{self, Event};

#[circuit_breaker(name = "called back", threshold = 2)]
async fn called_back() -> Result<u32, Error> {
    Ok(7)
}

#[circuit_breaker(name = "called back", threshold = 3)]
async fn called_otherwise() -> Result<u32, Error> {
    Ok(8)
}

/// Its first call emits the conflict while it looks up its layers.
#[tokio::test]
async fn a_listener_to_a_conflict_may_call_the_function() {
    let answers = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&answers);
    let subscription = events::subscribe(move |event| {
        if let Event::Conflict(_) = event {
            let call = pin!(called_back());
            let polled = call.poll(&mut Context::from_waker(Waker::noop()));
            heard.lock().unwrap().push(polled);
        }
    });
    assert_eq!(called_back().await.unwrap(), 7);
    assert_eq!(called_otherwise().await.unwrap(), 8);
    drop(subscription);
    let answers = answers.lock().unwrap();
    assert!(matches!(answers[..], [Poll::Ready(Ok(7))]), "{answers:?}");
}

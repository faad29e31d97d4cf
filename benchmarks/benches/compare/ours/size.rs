//! The bytes that the layers add to a future whose body keeps a value while it waits and takes an
//! argument by value.

use std::hint::black_box;

use resilience::{bulkhead, circuit_breaker, retry, timeout};

use crate::allocations;
use crate::call::{Answer, wait_once};

/// Large enough that a second copy of it would show.
type Large = [u8; 64];

async fn body(bytes: &[u8]) -> Answer {
    let kept = black_box([1_u8; 1024]);
    wait_once().await;
    Ok(u64::from(kept[0]) + u64::from(bytes[0]))
}

async fn raw(argument: Large) -> Answer {
    body(&argument).await
}

#[circuit_breaker(threshold = 5)]
#[bulkhead(max = 10)]
#[retry(max = 3, jitter, budget = "size of four")]
async fn four(argument: Large) -> Answer {
    body(&argument).await
}

#[circuit_breaker(threshold = 5)]
#[bulkhead(max = 10)]
#[retry(max = 3, jitter, budget = "size of five")]
#[timeout(5s)]
async fn five(argument: Large) -> Answer {
    body(&argument).await
}

/// The sizes of futures, in bytes.
pub(crate) struct Sizes {
    pub(crate) raw: usize,
    /// Breaker, bulkhead, retry and budget.
    pub(crate) four: usize,
    /// A timeout too, which keeps tokio's timer.
    pub(crate) five: usize,
}

impl Sizes {
    /// Returns the bytes by which a future is larger than the raw one.
    pub(crate) const fn over_raw(&self, size: usize) -> f64 {
        allocations::count(size.saturating_sub(self.raw) as u64)
    }
}

pub(crate) fn sizes() -> Sizes {
    Sizes {
        raw: size_of_val(&raw([0; 64])),
        four: size_of_val(&four([0; 64])),
        five: size_of_val(&five([0; 64])),
    }
}

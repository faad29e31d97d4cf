//! Whether the application has installed a recorder.

use std::sync::atomic::{AtomicBool, Ordering};

/// Set once, by `metrics::install`. A call that reads the old value is missing in the histograms,
/// and nothing else depends on it: `Relaxed`.
static INSTALLED: AtomicBool = AtomicBool::new(false);

#[inline]
pub(crate) fn is_installed() -> bool {
    INSTALLED.load(Ordering::Relaxed)
}

pub(crate) fn set_installed() {
    INSTALLED.store(true, Ordering::Relaxed);
}

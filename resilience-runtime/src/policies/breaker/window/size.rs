//! The size of a window: a number of calls or a length of time.

use std::fmt;
use std::time::Duration;

/// The calls that the rules of a circuit breaker count.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{CircuitBreaker, Window};
/// let breaker = CircuitBreaker::builder("tours").threshold(5).window(Window::Calls(50)).build();
/// assert!(breaker.snapshot().settings.contains("window = 50"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Window {
    /// The last calls, as many as given. Each recorded call takes two bits of memory.
    Calls(u32),
    /// The calls of the last period. A call counts until it is that old, or up to 1/64 of the period less
    /// if other calls are close to it.
    Time(Duration),
}

/// Displays the window as an attribute writes it.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calls(calls) => write!(f, "{calls}"),
            Self::Time(time) => write!(f, "{time:?}"),
        }
    }
}

/// A type of constants that `window` takes.
#[diagnostic::on_unimplemented(
    message = "`window` takes a number of calls (`u32`) or a `Duration`, not `{Self}`",
    label = "this window is of type `{Self}`"
)]
pub trait Measure {}

impl Measure for u32 {}
impl Measure for Duration {}

/// A constant that is a window. Its type selects the kind of window.
#[derive(Clone, Copy, Debug)]
pub struct WindowOf<T>(T);

/// Wraps a constant that is a window.
pub const fn window_of<T: Measure + Copy>(constant: T) -> WindowOf<T> {
    WindowOf(constant)
}

impl WindowOf<u32> {
    /// Returns a window of that many calls.
    pub const fn window(self) -> Window {
        Window::Calls(self.0)
    }
}

impl WindowOf<Duration> {
    /// Returns a window of that period.
    pub const fn window(self) -> Window {
        Window::Time(self.0)
    }
}

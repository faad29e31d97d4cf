//! The size of a window: a number of calls or a length of time.

use std::fmt;
use std::time::Duration;

/// How far a circuit breaker looks back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Window {
    /// So many calls, two bits of memory each once they have been seen.
    Calls(u32),
    /// So much time. A call counts until it is that old; where calls crowd, up to a 64th of the
    /// window less.
    Time(Duration),
}

/// As an attribute writes it.
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

/// A constant that is a window: only rustc can tell of which kind.
#[derive(Clone, Copy, Debug)]
pub struct WindowOf<T>(T);

/// The window that a constant is.
pub const fn window_of<T: Measure + Copy>(constant: T) -> WindowOf<T> {
    WindowOf(constant)
}

impl WindowOf<u32> {
    /// So many calls.
    pub const fn window(self) -> Window {
        Window::Calls(self.0)
    }
}

impl WindowOf<Duration> {
    /// So much time.
    pub const fn window(self) -> Window {
        Window::Time(self.0)
    }
}

//! The attributes there are.

use std::fmt;

use syn::Path;
use syn::ext::IdentExt;

/// One of our attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    CircuitBreaker,
    Bulkhead,
    RateLimit,
    Retry,
    Timeout,
    Fallback,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::CircuitBreaker,
        Self::Bulkhead,
        Self::RateLimit,
        Self::Retry,
        Self::Timeout,
        Self::Fallback,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CircuitBreaker => "circuit_breaker",
            Self::Bulkhead => "bulkhead",
            Self::RateLimit => "rate_limit",
            Self::Retry => "retry",
            Self::Timeout => "timeout",
            Self::Fallback => "fallback",
        }
    }

    /// The attribute that `path` names, if it is written alone or below the façade's path `krate`.
    ///
    /// A path below another crate is somebody else's attribute of the same name.
    pub(crate) fn of(path: &Path, krate: &Path) -> Option<Self> {
        let last = path.segments.last()?.ident.unraw();
        let above = path.segments.iter().take(path.segments.len() - 1);
        let ours = path.segments.len() == 1
            || above
                .map(|segment| &segment.ident)
                .eq(krate.segments.iter().map(|segment| &segment.ident));
        Self::ALL
            .into_iter()
            .find(|kind| ours && last == kind.name())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.name())
    }
}

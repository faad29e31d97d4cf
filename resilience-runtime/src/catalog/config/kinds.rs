//! The kinds of policy that can be configured.

use super::error::Error;
use super::key::Configured;
use super::overrides::Overrides;
use super::source::Layer;
use super::words::{did_you_mean, list};
use crate::registry::{Overlay, Registered, Registry};
use crate::{Bulkhead, CircuitBreaker, RateLimiter, RetryBudget};

/// One kind, whichever it is.
pub(super) trait Kind {
    /// Reads what `layers` say of it, of which each outranks those before.
    fn read(&self, layers: &[Layer<'_>], errors: &mut Vec<Error>) -> LayOver;
}

/// Lays what was read over what the sites say. It runs no foreign code.
pub(super) type LayOver = Box<dyn FnOnce() -> PutInForce>;

/// Puts in force what was laid over; wakers and listeners may run.
pub(super) type PutInForce = Box<dyn FnOnce()>;

struct Of<P: Configured>(&'static Registry<P>);

impl<P: Configured> Kind for Of<P> {
    fn read(&self, layers: &[Layer<'_>], errors: &mut Vec<Error>) -> LayOver {
        let registry = self.0;
        let overrides = Overrides::<P>::read(layers, &registry.bases(), errors);
        Box::new(move || {
            let over = move |name: &str, base: &P::Settings| {
                let settings = overrides.over(name, base);
                settings.map_err(|error| error.to_string())
            };
            let changed = registry.lay_over(Overlay::new(over));
            Box::new(move || registry.put_in_force(&changed))
        })
    }
}

macro_rules! kinds {
    ($($policy:ident),*) => {
        const SECTIONS: &[&str] = &[$($policy::SECTION),*];

        /// Every kind. Not under a lock: it may tell listeners of conflicts.
        pub(super) fn all() -> Vec<Box<dyn Kind>> {
            vec![$(Box::new(Of($policy::registry()))),*]
        }
    };
}

kinds!(CircuitBreaker, Bulkhead, RateLimiter, RetryBudget);

/// The kind whose sections begin with `word`.
pub(super) fn known(word: &str) -> Option<&'static str> {
    SECTIONS.iter().copied().find(|section| *section == word)
}

/// What is wrong with a `word` that is no kind.
pub(super) fn unknown(word: &str) -> String {
    let kinds = list(SECTIONS);
    match word {
        "retry" => format!(
            "`retry` cannot be configured, for a retry has no name of its own; its budget can: \
             `[retry_budget.<name>]`. Kinds are {kinds}"
        ),
        "timeout" | "fallback" => format!(
            "`{word}` cannot be configured, for a {word} has no name of its own. Kinds are {kinds}"
        ),
        _ => {
            let meant = did_you_mean(word, SECTIONS);
            let meant = meant.as_deref().unwrap_or(",");
            format!("unknown kind `{word}`{meant} expected one of: {kinds}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of the table in the documentation that are about the kind.
    fn rows<P: Configured>() -> Vec<String> {
        let docs = include_str!("mod.rs");
        let head = format!("//! | **`[{}.<name>]`** |", P::SECTION);
        let rows = docs.lines().skip_while(|line| !line.starts_with(&head));
        let rows = rows.skip(1).take_while(|line| line.starts_with("//! | `"));
        rows.filter_map(|line| Some(line.split('`').nth(1)?.to_owned()))
            .collect()
    }

    #[test]
    fn the_documentation_has_every_key_of_every_kind() {
        fn keys<P: Configured>() -> Vec<&'static str> {
            P::KEYS.iter().map(|key| key.name).collect()
        }
        assert_eq!(rows::<CircuitBreaker>(), keys::<CircuitBreaker>());
        assert_eq!(rows::<Bulkhead>(), keys::<Bulkhead>());
        assert_eq!(rows::<RateLimiter>(), keys::<RateLimiter>());
        assert_eq!(rows::<RetryBudget>(), keys::<RetryBudget>());
    }
}

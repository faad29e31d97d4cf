//! The policies that annotated functions use.

use super::list::KINDS;
use crate::Name;
use crate::registry::Sites;

/// An attribute on an annotated function.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::registry;
/// for it in registry::uses() {
///     println!("{} uses a {}", it.function, it.kind);
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Use {
    /// The path of the function, as events name it.
    pub function: &'static str,
    /// The kind of policy, such as `circuit breaker`; or `retry`, `timeout` or `fallback`.
    pub kind: &'static str,
    /// The name of the policy; `None` for a retry, timeout or fallback, which are the function's own.
    pub policy: Option<Name>,
}

/// Returns the policies of every annotated function, also of those not called yet.
///
/// Events about timeouts, retries and fallbacks name the function, snapshots name the policy: this
/// leads from one to the other.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::registry;
/// let breakers = registry::uses().into_iter().filter(|it| it.kind == "circuit breaker");
/// let functions: Vec<_> = breakers.map(|it| it.function).collect();
/// # assert!(functions.is_empty());
/// ```
pub fn uses() -> Vec<Use> {
    let sites = Sites::linked();
    let mut uses: Vec<_> = KINDS.iter().flat_map(|kind| kind.uses()).collect();
    for (kind, functions) in [
        ("retry", &sites.retries),
        ("timeout", &sites.timeouts),
        ("fallback", &sites.fallbacks),
    ] {
        uses.extend(functions.iter().map(|&function| Use {
            function,
            kind,
            policy: None,
        }));
    }
    uses
}

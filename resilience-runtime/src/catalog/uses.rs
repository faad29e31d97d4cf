//! The policies that annotated functions use.

use super::list::KINDS;
use super::policy_use::Use;
use crate::registry::Sites;

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

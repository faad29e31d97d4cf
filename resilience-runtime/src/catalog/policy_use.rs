//! The use of a policy by an annotated function.

use crate::Name;

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

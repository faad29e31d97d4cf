//! The policies of the process: look up, list, validate and reset them.
//!
//! Annotated functions declare their policies at link time, so the registry lists them before the first
//! call. All sites and builders that use one name share one policy: one of them states its settings, the
//! others join by name alone, in any order. A policy without a name belongs to one function. The registry
//! lists it under the path of the function.
//!
//! The settings in the code can be changed while the service runs, by `adjust` on a policy or, with the
//! feature `config`, by a configuration. Neither is a conflict: [`validate`] compares the settings that
//! the code states.

mod adjust;
mod builder;
#[cfg(feature = "config")]
mod configure;
mod entry;
mod from_site;
mod function;
mod overrides;
mod policy;
mod registered;
#[allow(clippy::module_inception, reason = "a folder and its one noun")]
mod registry;
#[cfg(feature = "config")]
pub(crate) mod settings;
pub(crate) mod site;
mod sites;
mod table;

pub use crate::catalog::list::*;
pub use crate::catalog::maintenance::{prune, reset};
pub use crate::catalog::policy_use::Use;
pub use crate::catalog::uses::uses;
pub use crate::observe::conflict::{Conflict, Conflicts};
pub(crate) use adjust::{adjust, replace};
pub use builder::Builder;
#[doc(hidden)]
pub use builder::{assert_valid, non_empty_name};
#[cfg(feature = "config")]
pub(crate) use configure::StatedPolicy;
#[doc(hidden)]
pub use from_site::FromSite;
#[doc(hidden)]
pub use function::{Declare, Function, FunctionInfo, StaticFunction, unresolved};
#[cfg(feature = "config")]
pub(crate) use overrides::Overrides;
#[doc(hidden)]
pub use policy::Policy;
#[doc(hidden)]
pub use registered::Registered;
pub(crate) use registered::declared;
#[doc(hidden)]
pub use registry::Registry;
#[doc(hidden)]
pub use site::Site;
#[doc(hidden)]
pub use sites::{LinkedFunction, Sites, SitesOf};

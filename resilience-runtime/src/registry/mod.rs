//! The named policies of the process: to look up, to list, to validate.
//!
//! Every annotated function declares its policies at link time, so they are listed before the first
//! call. A name is one policy: one site gives its settings, and others join with the name alone,
//! whichever runs first. A policy without a name belongs to its function; it is listed under the
//! function's path and is never shared.
//!
//! What the sites say can be changed while the service runs, by `adjust` on a policy: it outranks
//! them all from then on, and is no conflict. So can it be from outside the code, with the feature
//! `config`. [`validate`] holds sites against sites.

mod adjust;
mod builder;
#[cfg(feature = "config")]
mod configure;
mod entry;
mod function;
mod overrides;
mod policy;
#[allow(clippy::module_inception, reason = "a folder and its one noun")]
mod registry;
#[cfg(feature = "config")]
pub(crate) mod settings;
pub(crate) mod site;
mod sites;
mod table;

pub use crate::catalog::list::*;
pub use crate::catalog::maintenance::{prune, reset};
pub use crate::catalog::uses::{Use, uses};
pub use crate::observe::conflict::{Conflict, Conflicts};
pub(crate) use adjust::{adjust, replace};
pub use builder::Builder;
#[doc(hidden)]
pub use builder::{assert_valid, non_empty_name};
#[cfg(feature = "config")]
pub(crate) use configure::Base;
#[doc(hidden)]
pub use function::{Declare, Function, FunctionInfo, StaticFunction, unresolved};
#[cfg(feature = "config")]
pub(crate) use overrides::Overlay;
pub(crate) use policy::declared;
#[doc(hidden)]
pub use policy::{Policy, Registered};
#[doc(hidden)]
pub use registry::Registry;
#[doc(hidden)]
pub use site::{FromSite, Site};
#[doc(hidden)]
pub use sites::{LinkedFunction, Sites, SitesOf};

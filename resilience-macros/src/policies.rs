//! The list of policies. A policy is one file in this folder, a `mod` line and a row in [`ALL`].

pub(crate) mod bulkhead;
pub(crate) mod circuit_breaker;
pub(crate) mod fallback;
pub(crate) mod rate_limit;
pub(crate) mod retry;
pub(crate) mod timeout;

use syn::Path;
use syn::ext::IdentExt;

use crate::policy::AttributeMacro;

/// All attribute macros.
pub(crate) const ALL: &[&AttributeMacro] = &[
    &circuit_breaker::MACRO,
    &bulkhead::MACRO,
    &rate_limit::MACRO,
    &retry::MACRO,
    &timeout::MACRO,
    &fallback::MACRO,
];

/// Finds our attribute at `path`: its bare name, or its name below the façade's path `facade`.
///
/// A path into another crate names an attribute of that crate, even if the names are equal.
pub(crate) fn find(path: &Path, facade: &Path) -> Option<&'static AttributeMacro> {
    let last = path.segments.last()?.ident.unraw();
    let above = path.segments.iter().take(path.segments.len() - 1);
    let ours = path.segments.len() == 1
        || above
            .map(|segment| &segment.ident)
            .eq(facade.segments.iter().map(|segment| &segment.ident));
    ALL.iter()
        .copied()
        .find(|attribute| ours && last == attribute.name())
}

//! The list of policies: one file each, and one line in each half of this list.

pub(crate) mod bulkhead;
pub(crate) mod circuit_breaker;
pub(crate) mod fallback;
pub(crate) mod rate_limit;
pub(crate) mod retry;
pub(crate) mod timeout;

use syn::Path;
use syn::ext::IdentExt;

use crate::policy::AttributeMacro;

pub(crate) const ALL: [&AttributeMacro; 6] = [
    &circuit_breaker::MACRO,
    &bulkhead::MACRO,
    &rate_limit::MACRO,
    &retry::MACRO,
    &timeout::MACRO,
    &fallback::MACRO,
];

/// The attribute that `path` names, if it is written alone or below the façade's path `krate`.
///
/// A path below another crate is somebody else's attribute of the same name.
pub(crate) fn find(path: &Path, krate: &Path) -> Option<&'static AttributeMacro> {
    let last = path.segments.last()?.ident.unraw();
    let above = path.segments.iter().take(path.segments.len() - 1);
    let ours = path.segments.len() == 1
        || above
            .map(|segment| &segment.ident)
            .eq(krate.segments.iter().map(|segment| &segment.ident));
    ALL.into_iter()
        .find(|attribute| ours && last == attribute.name())
}

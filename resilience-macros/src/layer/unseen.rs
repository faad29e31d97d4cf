//! What a setting may name that a `static` cannot see: `Self`, and the generics of the function.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{GenericParam, Signature};

/// The types and constants over which the function is generic.
pub(crate) fn generics(sig: &Signature) -> Vec<Ident> {
    let names = sig.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(ty) => Some(ty.ident.clone()),
        GenericParam::Const(constant) => Some(constant.ident.clone()),
        GenericParam::Lifetime(_) => None,
    });
    names.collect()
}

/// The first word in `setting` that a `static` inside the function cannot see.
///
/// Only the first word of a path is one: `Self::LIMIT` and `N`, but not `limits::N`.
pub(crate) fn unseen(setting: &TokenStream, generics: &[Ident]) -> Option<Ident> {
    let (mut inside_path, mut after_colon) = (false, false);
    for token in setting.clone() {
        let found = match &token {
            TokenTree::Ident(word) if !inside_path => {
                (word == "Self" || generics.contains(word)).then(|| word.clone())
            }
            TokenTree::Group(group) => unseen(&group.stream(), generics),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
        };
        if found.is_some() {
            return found;
        }
        let colon = matches!(&token, TokenTree::Punct(it) if it.as_char() == ':');
        (inside_path, after_colon) = (colon && after_colon, colon);
    }
    None
}

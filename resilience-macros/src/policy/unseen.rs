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

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn only_the_first_word_of_a_path_is_a_generic() {
        let sig: Signature = syn::parse_quote!(fn load<'a, T: Patience, const N: u32>());
        let generics = generics(&sig);
        for (setting, expected) in [
            (quote!(N), Some("N")),
            (quote!(1 + N), Some("N")),
            (quote!(1s..N), Some("N")),
            (quote!(limit(T::LIMIT)), Some("T")),
            (quote!(<Self as Patience>::LIMIT), Some("Self")),
            (quote!(limits::N), None),
            (quote!(::core::T::new(30, 0)), None),
            (quote!(LIMIT), None),
        ] {
            let found = unseen(&setting, &generics).map(|word| word.to_string());
            assert_eq!(found.as_deref(), expected, "{setting}");
        }
    }
}

//! `Self` and generic parameters, which a `static` cannot use.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{GenericParam, Signature};

/// The type and constant parameters of the function.
pub(crate) fn generic_parameters(sig: &Signature) -> Vec<Ident> {
    let names = sig.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(ty) => Some(ty.ident.clone()),
        GenericParam::Const(constant) => Some(constant.ident.clone()),
        GenericParam::Lifetime(_) => None,
    });
    names.collect()
}

/// Finds `Self` or one of `generics` in `setting`.
///
/// Only the first segment of a path counts: `Self::LIMIT` and `N`, but not `limits::N`.
pub(crate) fn find_generic(setting: &TokenStream, generics: &[Ident]) -> Option<Ident> {
    let (mut inside_path, mut after_colon) = (false, false);
    for token in setting.clone() {
        let found = match &token {
            TokenTree::Ident(word) if !inside_path => {
                (word == "Self" || generics.contains(word)).then(|| word.clone())
            }
            TokenTree::Group(group) => find_generic(&group.stream(), generics),
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
    fn only_the_first_segment_of_a_path_is_a_generic_parameter() {
        let sig: Signature = syn::parse_quote!(fn load<'a, T: Patience, const N: u32>());
        let generics = generic_parameters(&sig);
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
            let found = find_generic(&setting, &generics).map(|word| word.to_string());
            assert_eq!(found.as_deref(), expected, "{setting}");
        }
    }
}

//! `clone(…)`: arguments that the body consumes and that are needed again.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Ident, Token};

use crate::errors::Errors;
use crate::hygiene::hygienic;
use crate::parse::Args;

/// Parses `clone(…)`.
pub(crate) fn parse_clones(args: &mut Args, errors: &mut Errors) -> Vec<Ident> {
    let Some((key, tokens)) = args.take_call("clone", errors) else {
        return Vec::new();
    };
    let names = Punctuated::<Ident, Token![,]>::parse_terminated.parse2(tokens);
    let names: Vec<_> = match names {
        Ok(names) => names.into_iter().collect(),
        Err(error) => {
            errors.at(
                error.span(),
                "`clone` takes names of arguments, such as `clone(order, customer)`",
            );
            return Vec::new();
        }
    };
    if names.is_empty() {
        errors.on(
            key,
            "`clone` names no argument, write `clone(argument)` or leave it out",
        );
    }
    names
}

/// Clones the arguments that `inner`, statements that bind `answer`, consumes.
///
/// ```text
/// let answer = { let order = Clone::clone(&order); INNER answer };
/// ```
pub(crate) fn clones_around(names: &[Ident], inner: &TokenStream) -> TokenStream {
    // Without clones, emit no block: moving an answer out of it costs more than some layers.
    if names.is_empty() {
        return inner.clone();
    }
    let clones: TokenStream = names
        .iter()
        .map(|name| {
            quote_spanned! {name.span()=>
                #[allow(clippy::shadow_reuse)]
                let #name = ::core::clone::Clone::clone(&#name);
            }
        })
        .collect();
    hygienic! {
        let answer = {
            #clones
            #inner
            answer
        };
    }
}

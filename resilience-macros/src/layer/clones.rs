//! `clone(…)`: arguments that the body consumes and that are needed again.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Ident, Token};

use crate::errors::Errors;
use crate::parse::Args;

pub(crate) fn parse(args: &mut Args, errors: &mut Errors) -> Vec<Ident> {
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

/// `let order = Clone::clone(&order);` for each, in front of what consumes it.
pub(crate) fn bind(names: &[Ident]) -> TokenStream {
    names
        .iter()
        .map(|name| {
            quote_spanned! {name.span()=>
                #[allow(clippy::shadow_reuse)]
                let #name = ::core::clone::Clone::clone(&#name);
            }
        })
        .collect()
}

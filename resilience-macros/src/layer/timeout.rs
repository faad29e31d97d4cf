//! `#[timeout(…)]`

use proc_macro2::{Span, TokenStream};
use quote::quote;

use super::Context;
use crate::errors::Errors;
use crate::parse::{Args, Entry, Key, duration};

const KEYS: &[Key] = &[("crate", "an absolute path: `crate = ::resilience`")];

pub(crate) struct Timeout {
    limit: TokenStream,
}

impl Timeout {
    pub(super) fn parse(span: Span, mut args: Args, errors: &mut Errors) -> Option<Self> {
        let limit = match args.take_leading() {
            Some(Entry::Bare(value)) => duration("timeout", &value, false, errors),
            Some(Entry::Call { key, args }) => Some(quote!(#key(#args))),
            Some(Entry::Setting { .. }) | None => {
                errors.at(span, "`timeout` needs its limit, write `#[timeout(5s)]`");
                None
            }
        };
        args.finish(KEYS, errors);
        limit.map(|limit| Self { limit })
    }

    pub(super) fn items(&self, cx: &Context<'_>) -> TokenStream {
        let (
            Context {
                private, function, ..
            },
            limit,
        ) = (cx, &self.limit);
        let item = cx.item("TIMEOUT");
        let span = syn::spanned::Spanned::span(limit);
        let declared = quote::quote_spanned!(span=> #private::Timeout::declared(#function, #limit));
        quote!(static #item: #private::Timeout = #declared;)
    }

    /// ```text
    /// match TIMEOUT.limit(async { INNER }).await {
    ///     Some(outcome) => outcome,
    ///     None => Err(TIMEOUT.rejected()),
    /// }
    /// ```
    pub(super) fn wrap(cx: &Context<'_>, inner: &TokenStream) -> TokenStream {
        let item = cx.item("TIMEOUT");
        quote! {
            match #item.limit(async { #inner }).await {
                ::core::option::Option::Some(outcome) => outcome,
                ::core::option::Option::None => ::core::result::Result::Err(#item.rejected()),
            }
        }
    }
}

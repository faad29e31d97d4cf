//! `#[timeout(…)]`

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;

use super::Context;
use crate::errors::Errors;
use crate::parse::{Args, Entry, duration};
use crate::span::{at, ours};

pub(crate) struct Timeout {
    limit: TokenStream,
}

impl Timeout {
    pub(super) fn parse(span: Span, mut args: Args, errors: &mut Errors) -> Option<Self> {
        let limit = match args.take_bare() {
            Some(Entry::Bare(value)) => duration("timeout", &value, false, errors),
            Some(Entry::Call { key, args }) => Some(quote!(#key(#args))),
            Some(Entry::Setting { .. }) | None => {
                if !args.may_hold_more() {
                    errors.at(span, "`timeout` needs its limit, write `#[timeout(5s)]`");
                }
                None
            }
        };
        args.finish_with(
            "`timeout` takes its limit alone, write `#[timeout(5s)]`",
            errors,
        );
        limit.map(|limit| Self { limit })
    }

    pub(super) fn items(&self, cx: &Context<'_>) -> TokenStream {
        let Self { limit } = self;
        let span = limit.span();
        let Context {
            private, function, ..
        } = cx;
        let (declared, function) = (at(span, private), at(span, function));
        let declared = ours!(@span #declared::Timeout::declared(#function, #limit));
        let item = cx.item("TIMEOUT");
        cx.settings(&item, &quote!(#private::Timeout), &declared)
    }

    /// ```text
    /// match TIMEOUT.limit(async { INNER }).await {
    ///     Some(outcome) => outcome,
    ///     None => Err(TIMEOUT.rejected()),
    /// }
    /// ```
    pub(super) fn wrap(cx: &Context<'_>, inner: &TokenStream) -> TokenStream {
        let item = cx.item("TIMEOUT");
        ours! {
            match #item.limit(async { #inner }).await {
                ::core::option::Option::Some(outcome) => outcome,
                ::core::option::Option::None => ::core::result::Result::Err(#item.rejected()),
            }
        }
    }
}

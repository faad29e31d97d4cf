//! Where generated tokens say that they stand, and whose names they see.
//!
//! Generated code is quoted by [`ours!`], so that its variables are hidden from the user's body, and
//! the user's arguments from ours, whatever both are called.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// Quotes code whose variables are its own: `ours!(…)`, or `ours!(@span …)` to have rustc underline
/// that span, where what is quoted is at fault.
macro_rules! ours {
    (@$span:ident $($tokens:tt)*) => {
        ::quote::quote_spanned!(::proc_macro2::Span::mixed_site().located_at($span)=> $($tokens)*)
    };
    ($($tokens:tt)*) => {
        ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($tokens)*)
    };
}

pub(crate) use ours;

/// `tokens` with all of them at `span`; what their names mean stays.
pub(crate) fn at(span: Span, tokens: &TokenStream) -> TokenStream {
    tokens
        .clone()
        .into_iter()
        .map(|mut token| {
            if let TokenTree::Group(group) = &token {
                token = TokenTree::Group(Group::new(group.delimiter(), at(span, &group.stream())));
            }
            token.set_span(token.span().located_at(span));
            token
        })
        .collect()
}

//! Spans of generated tokens.
//!
//! A span has two parts: the location that errors underline, and the scope in which a name is resolved.
//! [`hygienic!`] gives generated variables a scope of their own, so that they never collide with the
//! user's names.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// Quotes code whose local variables cannot collide with the user's: `hygienic!(…)`.
///
/// `hygienic!(@span …)` also makes rustc underline `span` when the quoted code has an error.
macro_rules! hygienic {
    (@$span:ident $($tokens:tt)*) => {
        ::quote::quote_spanned!(::proc_macro2::Span::mixed_site().located_at($span)=> $($tokens)*)
    };
    ($($tokens:tt)*) => {
        ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($tokens)*)
    };
}

pub(crate) use hygienic;

/// Moves the location of all `tokens` to `span`. The scope of their names stays.
pub(crate) fn respan(span: Span, tokens: &TokenStream) -> TokenStream {
    tokens
        .clone()
        .into_iter()
        .map(|mut token| {
            if let TokenTree::Group(group) = &token {
                token =
                    TokenTree::Group(Group::new(group.delimiter(), respan(span, &group.stream())));
            }
            token.set_span(token.span().located_at(span));
            token
        })
        .collect()
}

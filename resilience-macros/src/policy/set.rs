//! Statements that put values into `settings`.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, format_ident};

use crate::parse::Expression;
use crate::span::ours;

/// A statement on `settings`.
pub(crate) enum Set {
    /// `settings.key = value;`
    Field(&'static str, Expression),
    /// `settings.key = Some(value);`
    Some(&'static str, Expression),
    /// `accept(settings.set_key(value));`, placed so that a constant out of range is reported at its
    /// value.
    Checked(&'static str, Expression),
    /// `accept(settings.check());`, for constants that do not agree.
    Agree(Span),
}

impl Set {
    /// [`Some`](Set::Some) for a value that is known, and so in range: rustc has less to look at than in
    /// [`Checked`](Set::Checked), which is for the others.
    pub(crate) fn some(key: &'static str, value: Expression) -> Self {
        match value.unknown() {
            None => Self::Some(key, value),
            Some(_) => Self::Checked(key, value),
        }
    }

    /// The same for a field that is never empty.
    pub(crate) fn field(key: &'static str, value: Expression) -> Self {
        match value.unknown() {
            None => Self::Field(key, value),
            Some(_) => Self::Checked(key, value),
        }
    }

    /// The value, if only rustc knows it.
    pub(crate) fn unknown(&self) -> Option<&TokenStream> {
        match self {
            Self::Field(_, value) | Self::Some(_, value) | Self::Checked(_, value) => {
                value.unknown()
            }
            Self::Agree(_) => None,
        }
    }
}

impl ToTokens for Set {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Field(key, value) => assign(tokens, key, value.span(), |tokens, _| {
                value.to_tokens(tokens);
            }),
            Self::Some(key, value) => assign(tokens, key, value.span(), |tokens, span| {
                tokens.append(Ident::new("__resilience", span));
                tokens.append(Punct::new(':', Spacing::Joint));
                tokens.append(Punct::new(':', Spacing::Alone));
                tokens.append(Ident::new("Some", span));
                tokens.append(Group::new(Delimiter::Parenthesis, value.to_token_stream()));
            }),
            Self::Checked(key, value) => {
                let span = value.span();
                let setter = format_ident!("set_{key}", span = span);
                tokens.extend(ours!(@span __resilience::accept(settings.#setter(#value));));
            }
            Self::Agree(span) => {
                let span = *span;
                tokens.extend(ours!(@span __resilience::accept(settings.check());));
            }
        }
    }
}

/// Writes an assignment token by token: each stream that is made to be quoted is one more that rustc is handed.
fn assign(
    tokens: &mut TokenStream,
    key: &str,
    span: Span,
    value: impl FnOnce(&mut TokenStream, Span),
) {
    let span = Span::mixed_site().located_at(span);
    let mark = |mark| -> TokenTree {
        let mut mark = Punct::new(mark, Spacing::Alone);
        mark.set_span(span);
        mark.into()
    };
    tokens.append(Ident::new("settings", span));
    tokens.append(mark('.'));
    tokens.append(Ident::new(key, span));
    tokens.append(mark('='));
    value(tokens, span);
    tokens.append(mark(';'));
}

//! Statements that assign `settings`.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, format_ident};

use crate::hygiene::hygienic;
use crate::parse::Expression;

/// A statement that assigns or checks `settings`.
pub(crate) enum Assignment {
    /// `settings.key = value;`
    Field(&'static str, Expression),
    /// `settings.key = Some(value);`
    Some(&'static str, Expression),
    /// `assert_valid(settings.set_key(value));`, with a span that makes rustc report a constant out of range
    /// at its value.
    Checked(&'static str, Expression),
    /// `assert_valid(settings.check());`, for constants that contradict each other.
    Check(Span),
}

impl Assignment {
    /// [`Some`](Assignment::Some) for a literal, whose range is checked already; else
    /// [`Checked`](Assignment::Checked), which compiles more slowly.
    pub(crate) fn some(key: &'static str, value: Expression) -> Self {
        match value.unevaluated_tokens() {
            None => Self::Some(key, value),
            Some(_) => Self::Checked(key, value),
        }
    }

    /// [`Field`](Assignment::Field) for a literal, else [`Checked`](Assignment::Checked).
    pub(crate) fn field(key: &'static str, value: Expression) -> Self {
        match value.unevaluated_tokens() {
            None => Self::Field(key, value),
            Some(_) => Self::Checked(key, value),
        }
    }

    /// The tokens of the value, if only rustc can compute it.
    pub(crate) fn unevaluated_tokens(&self) -> Option<&TokenStream> {
        match self {
            Self::Field(_, value) | Self::Some(_, value) | Self::Checked(_, value) => {
                value.unevaluated_tokens()
            }
            Self::Check(_) => None,
        }
    }
}

impl ToTokens for Assignment {
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
                tokens
                    .extend(hygienic!(@span __resilience::assert_valid(settings.#setter(#value));));
            }
            Self::Check(span) => {
                let span = *span;
                tokens.extend(hygienic!(@span __resilience::assert_valid(settings.check());));
            }
        }
    }
}

/// Appends an assignment token by token, which compiles faster than quoting a stream.
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

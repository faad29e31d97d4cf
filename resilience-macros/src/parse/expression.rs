//! A value that has been read, as an expression.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, Lit};

/// The value of a setting that has been read, or several, and where it stands: to find that out of tokens takes
/// as long as to read them.
pub(crate) struct Expression {
    span: Span,
    text: Text,
}

enum Text {
    /// As it was written.
    Literal(Lit),
    /// What was written, in other words.
    Made(TokenStream),
    /// What only rustc knows.
    Unknown(TokenStream),
}

impl Expression {
    pub(crate) fn literal(literal: &Lit) -> Self {
        Self {
            span: literal.span(),
            text: Text::Literal(literal.clone()),
        }
    }

    pub(crate) fn made(span: Span, tokens: TokenStream) -> Self {
        let text = Text::Made(tokens);
        Self { span, text }
    }

    pub(crate) fn only_rustc_knows(span: Span, tokens: TokenStream) -> Self {
        let text = Text::Unknown(tokens);
        Self { span, text }
    }

    /// What is no literal.
    pub(crate) fn other(expr: &Expr) -> Self {
        Self::only_rustc_knows(expr.span(), expr.to_token_stream())
    }

    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// The expression, if only rustc knows its value.
    pub(crate) fn unknown(&self) -> Option<&TokenStream> {
        match &self.text {
            Text::Unknown(tokens) => Some(tokens),
            Text::Literal(_) | Text::Made(_) => None,
        }
    }
}

impl ToTokens for Expression {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match &self.text {
            Text::Literal(literal) => literal.to_tokens(tokens),
            Text::Made(made) | Text::Unknown(made) => made.to_tokens(tokens),
        }
    }
}

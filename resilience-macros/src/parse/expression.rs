//! A value that has been read, as an expression.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, Lit};

/// A value that has been read, as an expression, and where it stands. To find that out of tokens takes as
/// long as to read them.
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
    Constant(TokenStream),
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

    pub(crate) fn constant(span: Span, tokens: TokenStream) -> Self {
        let text = Text::Constant(tokens);
        Self { span, text }
    }

    /// What is no literal.
    pub(crate) fn other(expr: &Expr) -> Self {
        Self::constant(expr.span(), expr.to_token_stream())
    }

    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// The expression, if only rustc knows its value.
    pub(crate) fn unknown(&self) -> Option<&TokenStream> {
        match &self.text {
            Text::Constant(tokens) => Some(tokens),
            Text::Literal(_) | Text::Made(_) => None,
        }
    }
}

impl ToTokens for Expression {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match &self.text {
            Text::Literal(literal) => literal.to_tokens(tokens),
            Text::Made(made) | Text::Constant(made) => made.to_tokens(tokens),
        }
    }
}

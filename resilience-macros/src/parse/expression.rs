//! The value of a setting as an expression.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, Lit};

/// The value of a setting as an expression, with its span.
///
/// The span is stored because computing it from tokens is as slow as parsing them.
pub(crate) struct Expression {
    span: Span,
    source: Source,
}

enum Source {
    /// A literal as written.
    Literal(Lit),
    /// Code generated from a literal, such as `duration(30, 0)` from `30s`.
    Generated(TokenStream),
    /// An expression whose value only rustc can compute.
    Unevaluated(TokenStream),
}

impl Expression {
    pub(crate) fn literal(literal: &Lit) -> Self {
        Self {
            span: literal.span(),
            source: Source::Literal(literal.clone()),
        }
    }

    pub(crate) fn generated(span: Span, tokens: TokenStream) -> Self {
        let source = Source::Generated(tokens);
        Self { span, source }
    }

    pub(crate) fn unevaluated(span: Span, tokens: TokenStream) -> Self {
        let source = Source::Unevaluated(tokens);
        Self { span, source }
    }

    /// An expression that is no literal.
    pub(crate) fn from_expr(expr: &Expr) -> Self {
        Self::unevaluated(expr.span(), expr.to_token_stream())
    }

    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// The tokens, if only rustc can compute the value.
    pub(crate) fn unevaluated_tokens(&self) -> Option<&TokenStream> {
        match &self.source {
            Source::Unevaluated(tokens) => Some(tokens),
            Source::Literal(_) | Source::Generated(_) => None,
        }
    }
}

impl ToTokens for Expression {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match &self.source {
            Source::Literal(literal) => literal.to_tokens(tokens),
            Source::Generated(made) | Source::Unevaluated(made) => made.to_tokens(tokens),
        }
    }
}

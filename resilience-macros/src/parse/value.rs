//! The value of a setting.
//!
//! The macros check a literal. They emit any other expression unchanged, as the argument of a setter
//! that is a `const fn`: rustc evaluates it, so a constant out of range is a compile error as well.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprPath, Ident, Lit, Token, UnOp};

/// The value of a setting.
#[derive(Clone)]
pub(crate) enum Value {
    /// `10%`
    Percent(Lit, Token![%]),
    Expr(Expr),
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        match simple(input) {
            Some(value) => Ok(value),
            None => Ok(Self::from(input.parse::<Expr>()?)),
        }
    }
}

/// Parses a literal, a percentage or a word.
///
/// Most values are of this kind, and parsing them as `Expr` would be slower.
fn simple(input: ParseStream<'_>) -> Option<Value> {
    // syn parses a negative number as a literal.
    if input.peek(Token![-]) {
        return None;
    }
    let ahead = input.fork();
    let value = if let Ok(lit) = ahead.parse::<Lit>() {
        match ahead.parse::<Option<Token![%]>>().ok()? {
            Some(percent) => Value::Percent(lit, percent),
            None => Value::Expr(Expr::Lit(ExprLit {
                attrs: Vec::new(),
                lit,
            })),
        }
    } else {
        Value::Expr(Expr::Path(ExprPath {
            attrs: Vec::new(),
            qself: None,
            path: ahead.parse::<Ident>().ok()?.into(),
        }))
    };
    if !ahead.is_empty() && !ahead.peek(Token![,]) {
        return None;
    }
    input.advance_to(&ahead);
    Some(value)
}

impl From<Expr> for Value {
    /// Removes the invisible groups that `macro_rules` puts around an expression.
    fn from(mut expr: Expr) -> Self {
        while let Expr::Group(group) = expr {
            expr = *group.expr;
        }
        Self::Expr(expr)
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Percent(number, percent) => {
                number.to_tokens(tokens);
                percent.to_tokens(tokens);
            }
            Self::Expr(expr) => expr.to_tokens(tokens),
        }
    }
}

/// The kind of a value.
pub(super) enum ValueKind<'a> {
    Literal(&'a Lit),
    Negative,
    Other(&'a Expr),
    Percent,
}

impl<'a> ValueKind<'a> {
    pub(super) fn of(mut expr: &'a Expr) -> Self {
        // Either end of a range may be in an invisible group.
        while let Expr::Group(group) = expr {
            expr = &group.expr;
        }
        match expr {
            Expr::Lit(literal) => Self::Literal(&literal.lit),
            Expr::Unary(unary)
                if matches!((&unary.op, &*unary.expr), (UnOp::Neg(_), Expr::Lit(_))) =>
            {
                Self::Negative
            }
            other => Self::Other(other),
        }
    }
}

impl Value {
    pub(super) fn kind(&self) -> ValueKind<'_> {
        match self {
            Self::Percent(..) => ValueKind::Percent,
            Self::Expr(expr) => ValueKind::of(expr),
        }
    }

    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Percent(..) => Spanned::span(self),
            Self::Expr(expr) => span(expr),
        }
    }
}

/// The span of an expression. Faster than `Spanned` for a literal.
pub(super) fn span(expr: &Expr) -> Span {
    match expr {
        Expr::Lit(literal) => literal.lit.span(),
        other => Spanned::span(other),
    }
}

//! The value of a setting.
//!
//! A literal is read and checked here, in our own words. Any other expression is handed on as it
//! stands: the setter is a `const fn`, which rustc evaluates, so that a constant out of
//! range does not compile either.

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
        match plain(input) {
            Some(value) => Ok(value),
            None => Ok(Self::from(input.parse::<Expr>()?)),
        }
    }
}

/// A literal, a percentage or a word, as most values are. For these alone syn need not look at all that an
/// expression can be.
fn plain(input: ParseStream<'_>) -> Option<Value> {
    // What syn reads as a literal too.
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
    /// What comes through a `macro_rules` variable is in an invisible group.
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

/// A literal, negated or not, or another expression.
pub(super) enum Form<'a> {
    Literal(&'a Lit),
    Negative,
    Other(&'a Expr),
    Percent,
}

impl<'a> Form<'a> {
    pub(super) fn of(mut expr: &'a Expr) -> Self {
        // As may be the end of a range.
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
    pub(super) fn form(&self) -> Form<'_> {
        match self {
            Self::Percent(..) => Form::Percent,
            Self::Expr(expr) => Form::of(expr),
        }
    }

    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Percent(..) => Spanned::span(self),
            Self::Expr(expr) => span(expr),
        }
    }
}

/// Where the expression stands, for a literal without a look at its tokens.
pub(super) fn span(expr: &Expr) -> Span {
    match expr {
        Expr::Lit(literal) => literal.lit.span(),
        other => Spanned::span(other),
    }
}

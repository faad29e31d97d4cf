//! The value of a setting.
//!
//! A literal is read and checked here, in our own words. Any other expression is handed on as it
//! stands: the setter is a `const fn`, which rustc evaluates, so that a constant out of
//! range does not compile either.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Lit, Token, UnOp};

/// The value of a setting.
#[derive(Clone)]
pub(crate) enum Value {
    /// `10%`
    Percent(Lit, Token![%]),
    Expr(Expr),
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Lit) && input.peek2(Token![%]) {
            let ahead = input.fork();
            let (number, percent) = (ahead.parse()?, ahead.parse()?);
            if ahead.is_empty() || ahead.peek(Token![,]) {
                syn::parse::discouraged::Speculative::advance_to(input, &ahead);
                return Ok(Self::Percent(number, percent));
            }
        }
        Ok(Self::from(input.parse::<Expr>()?))
    }
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

impl Value {
    /// Whether it has been read and checked here.
    pub(crate) fn is_written_out(&self) -> bool {
        !matches!(self.form(), Form::Other(_))
    }

    pub(super) fn form(&self) -> Form<'_> {
        match self {
            Self::Percent(..) => Form::Percent,
            Self::Expr(Expr::Lit(literal)) => Form::Literal(&literal.lit),
            Self::Expr(Expr::Unary(unary))
                if matches!((&unary.op, &*unary.expr), (UnOp::Neg(_), Expr::Lit(_))) =>
            {
                Form::Negative
            }
            Self::Expr(other) => Form::Other(other),
        }
    }
}

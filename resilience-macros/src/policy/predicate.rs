//! `when` and `judge`: how an outcome counts.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Expr;
use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::parse::{Args, Value};
use crate::span::ours;

/// How an outcome counts: as an error does, or as the user's predicate says.
pub(crate) enum Predicate {
    None,
    When(TokenStream),
    Judge(TokenStream),
}

impl Predicate {
    pub(crate) fn parse(args: &mut Args, errors: &mut Errors) -> Self {
        let when = args.take("when", errors);
        let judge = args.take("judge", errors);
        if let (Some(_), Some((key, _))) = (&when, &judge) {
            errors.on(key, "`when` and `judge` exclude each other: `when` looks at the error, `judge` at the whole result");
        }
        match (when, judge) {
            (Some((_, value)), _) => {
                callable("when", &value, errors).map_or(Self::None, Self::When)
            }
            (None, Some((_, value))) => {
                callable("judge", &value, errors).map_or(Self::None, Self::Judge)
            }
            (None, None) => Self::None,
        }
    }

    /// This predicate, if it looks at an `Ok` too.
    pub(crate) fn as_judge(&self) -> Option<&Self> {
        matches!(self, Self::Judge(_)).then_some(self)
    }

    /// The layer's own verdict on `answer`, as an `Option`: `None` without a predicate.
    pub(crate) fn own_verdict(&self) -> TokenStream {
        self.verdict(&ours!(&answer))
            .unwrap_or_else(|| ours!(__resilience::None))
    }

    /// The expression of the verdict on `outcome`, a reference. The user's predicate is the argument of a typed
    /// function, so that rustc reports a wrong one where it stands.
    pub(crate) fn verdict(&self, outcome: &TokenStream) -> Option<TokenStream> {
        match self {
            Self::None => None,
            Self::When(when) => {
                let span = when.span();
                Some(ours!(@span __resilience::when(#outcome, #when)))
            }
            Self::Judge(judge) => {
                let span = judge.span();
                Some(ours!(@span __resilience::judge(#outcome, #judge)))
            }
        }
    }
}

/// A function's path, a closure, or another expression of one.
pub(crate) fn callable(key: &str, value: &Value, errors: &mut Errors) -> Option<TokenStream> {
    match value {
        Value::Expr(Expr::Lit(_)) | Value::Percent(..) => {
            errors.on(
                value,
                format_args!(
                    "`{key}` takes the path of a function or a closure, such as `{key} = my_function`"
                ),
            );
            None
        }
        Value::Expr(expr) => Some(expr.to_token_stream()),
    }
}

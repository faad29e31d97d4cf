//! `when` and `judge`: the predicates that classify an outcome.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Expr;
use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::hygiene::hygienic;
use crate::parse::{Args, Value};

/// The predicate that classifies an outcome. Without one, each error is a failure.
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
            errors.on(key, "`judge` cannot be combined with `when`: `when` gets the error, `judge` the whole result; remove one");
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

    /// This predicate, if it is a `judge`, which looks at an `Ok` as well.
    pub(crate) fn as_judge(&self) -> Option<&Self> {
        matches!(self, Self::Judge(_)).then_some(self)
    }

    /// The layer's own verdict on `answer`, as an `Option`: `None` without a predicate.
    pub(crate) fn own_verdict(&self) -> TokenStream {
        self.verdict(&hygienic!(&answer))
            .unwrap_or_else(|| hygienic!(__resilience::None))
    }

    /// The expression of the verdict on `outcome`, a reference.
    ///
    /// The user's predicate is the argument of a typed function, so that rustc reports a wrong type at
    /// the predicate.
    pub(crate) fn verdict(&self, outcome: &TokenStream) -> Option<TokenStream> {
        match self {
            Self::None => None,
            Self::When(when) => {
                let span = when.span();
                Some(hygienic!(@span __resilience::when(#outcome, #when)))
            }
            Self::Judge(judge) => {
                let span = judge.span();
                Some(hygienic!(@span __resilience::judge(#outcome, #judge)))
            }
        }
    }
}

/// Parses the path of a function, a closure, or another expression of one.
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

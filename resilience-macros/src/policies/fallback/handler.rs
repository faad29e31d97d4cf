//! The function of a fallback, and the code that calls it.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;
use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::hygiene::{hygienic, respan};
use crate::parse::Value;
use crate::policy::Context;

/// The function of a fallback.
pub(super) enum Handler {
    /// `path`: called with all arguments of the function.
    Path(TokenStream),
    /// `path(expr, …)`: called as written. `cause` says whether it uses the failure.
    Call { call: TokenStream, cause: bool },
}

impl Handler {
    /// Parses the value of `key`, which is `else` or the attribute's own name.
    pub(super) fn of(key: &Ident, value: &Value, errors: &mut Errors) -> Option<Self> {
        match value {
            Value::Expr(expr @ Expr::Path(_)) => Some(Self::Path(expr.to_token_stream())),
            Value::Expr(expr @ (Expr::Call(_) | Expr::MethodCall(_))) => {
                Some(Self::call(expr.to_token_stream()))
            }
            other => {
                let (path, call) = if key == "else" {
                    ("else = path", "else = Ok(value)")
                } else {
                    ("fallback(path)", "fallback(Ok(value))")
                };
                errors.on(
                    other,
                    format_args!(
                        "`{key}` takes the path of a function, or a call: `{path}`, `{call}`"
                    ),
                );
                None
            }
        }
    }

    pub(super) fn span(&self) -> Span {
        match self {
            Self::Path(tokens) | Self::Call { call: tokens, .. } => tokens.span(),
        }
    }

    pub(super) fn call(call: TokenStream) -> Self {
        let cause = uses_cause(call.clone());
        Self::Call { call, cause }
    }

    /// Emits the call of the function.
    ///
    /// ```text
    /// let answer = stand_in((client, tx,), failure, PATH);
    /// let answer = answer.await;
    /// answer
    /// ```
    pub(super) fn answer(&self, cx: &Context<'_>) -> TokenStream {
        let answer = match self {
            Self::Path(path) => {
                let span = path.span();
                let arguments = cx
                    .arguments
                    .iter()
                    .map(|argument| respan(span, &argument.to_token_stream()));
                let stand_in =
                    hygienic!(@span __resilience::stand_in((#(#arguments,)*), failure, #path));
                // Pass on arguments such as `_id` as well.
                hygienic! {
                    #[allow(clippy::used_underscore_binding)]
                    let answer = #stand_in;
                }
            }
            Self::Call { call, cause } => {
                // The user's code must see this name, so it is not hygienic.
                let name = Ident::new("cause", Span::call_site());
                let cause = if *cause {
                    hygienic! {
                        #[allow(unused_variables)]
                        let #name = failure;
                    }
                } else {
                    hygienic!(::core::mem::drop(failure);)
                };
                let span = call.span();
                let answer = hygienic!(@span __resilience::Answer::answer(#call));
                hygienic! {
                    #cause
                    let answer = #answer;
                }
            }
        };
        let span = self.span();
        let awaited = hygienic!(@span let answer = answer.await; answer);
        hygienic!(#answer #awaited)
    }
}

fn uses_cause(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "cause",
        TokenTree::Group(group) => uses_cause(group.stream()),
        // `format!("{cause}")` captures it as well.
        TokenTree::Literal(text) => text.to_string().contains("{cause"),
        TokenTree::Punct(_) => false,
    })
}

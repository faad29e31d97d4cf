//! The function of a fallback, and how it is called.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;
use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::parse::Value;
use crate::policy::Context;
use crate::span::{at, ours};

/// The function that stands in.
pub(super) enum Handler {
    /// `path`: takes the arguments of the function.
    Path(TokenStream),
    /// `path(expr, …)`: takes what is written, which may speak of `cause`.
    Call { call: TokenStream, cause: bool },
}

impl Handler {
    /// Reads what is written after `key`, which is `else`, or the attribute's own name.
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
        let cause = mentions_cause(call.clone());
        Self::Call { call, cause }
    }

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
                    .map(|argument| at(span, &argument.to_token_stream()));
                let stand_in =
                    ours!(@span __resilience::stand_in((#(#arguments,)*), failure, #path));
                // That the author does not use an argument is no reason not to pass it on.
                ours! {
                    #[allow(clippy::used_underscore_binding)]
                    let answer = #stand_in;
                }
            }
            Self::Call { call, cause } => {
                // The user's own word.
                let name = Ident::new("cause", Span::call_site());
                let cause = if *cause {
                    ours! {
                        #[allow(unused_variables)]
                        let #name = failure;
                    }
                } else {
                    ours!(::core::mem::drop(failure);)
                };
                let span = call.span();
                let answer = ours!(@span __resilience::Answer::answer(#call));
                ours! {
                    #cause
                    let answer = #answer;
                }
            }
        };
        let span = self.span();
        let awaited = ours!(@span let answer = answer.await; answer);
        ours!(#answer #awaited)
    }
}

fn mentions_cause(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "cause",
        TokenTree::Group(group) => mentions_cause(group.stream()),
        // `format!("{cause}")` captures it too.
        TokenTree::Literal(text) => text.to_string().contains("{cause"),
        TokenTree::Punct(_) => false,
    })
}

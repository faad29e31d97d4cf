//! `#[fallback(…)]`

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Expr;
use syn::spanned::Spanned;

use super::predicate::callable;
use super::{Context, clones};
use crate::errors::Errors;
use crate::parse::{Args, Entry, Key, Value};
use crate::span::{at, ours};

const KEYS: &[Key] = &[
    ("on", "one of: `rejected`, `open`, `error`"),
    ("when", "a predicate over the failure: `when = is_outage`"),
    ("clone", "names of arguments: `clone(order)`"),
    ("crate", "an absolute path: `crate = ::resilience`"),
];

pub(crate) struct Fallback {
    pub(crate) handler: Handler,
    pub(crate) on: On,
    when: Option<TokenStream>,
    pub(super) clones: Vec<Ident>,
}

/// The function that stands in.
pub(crate) enum Handler {
    /// `path`: takes the arguments of the function.
    Path(TokenStream),
    /// `path(expr, …)`: takes what is written, which may speak of `cause`.
    Call { call: TokenStream, cause: bool },
}

impl Handler {
    fn call(call: TokenStream) -> Self {
        let cause = mentions_cause(call.clone());
        Self::Call { call, cause }
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

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    Rejected,
    Open,
    Error,
}

impl Fallback {
    pub(super) fn parse(span: Span, mut args: Args, errors: &mut Errors) -> Option<Self> {
        let clones = clones::parse(&mut args, errors);
        let leading = args.take_bare();
        let on = args.take("on", errors).map_or(On::Rejected, |(_, value)| {
            let word = value.to_token_stream().to_string();
            match word.as_str() {
                "rejected" => On::Rejected,
                "open" => On::Open,
                "error" => On::Error,
                _ => {
                    errors.on(value, "`on` must be one of: `rejected`, `open`, `error`");
                    On::Rejected
                }
            }
        });
        let when = args.take("when", errors);
        let when = when.and_then(|(_, value)| callable("when", &value, errors));
        let handler = match leading {
            Some(Entry::Call { key, args }) => Some(Handler::call(quote!(#key(#args)))),
            Some(Entry::Bare(Value::Expr(expr @ Expr::Path(_)))) => {
                Some(Handler::Path(expr.to_token_stream()))
            }
            Some(Entry::Bare(Value::Expr(expr @ (Expr::Call(_) | Expr::MethodCall(_))))) => {
                Some(Handler::call(expr.to_token_stream()))
            }
            Some(Entry::Bare(other)) => {
                errors.on(
                    other,
                    "`fallback` takes the path of a function, or a call: `fallback(path)`, `fallback(Ok(value))`",
                );
                None
            }
            Some(Entry::Setting { .. }) | None => {
                if !args.may_hold_more() {
                    errors.at(
                        span,
                        "`fallback` needs the function that stands in, write `#[fallback(path)]`",
                    );
                }
                None
            }
        };
        args.finish(KEYS, errors);
        handler.map(|handler| Self {
            handler,
            on,
            when,
            clones,
        })
    }

    /// Whether every rejection is answered, so that none has to leave in the function's error.
    pub(crate) fn takes_every_rejection(&self) -> bool {
        self.on != On::Open && self.when.is_none()
    }

    /// ```text
    /// let failure = match take_rejected({ let order = Clone::clone(&order); INNER }) {
    ///     Ok(answer) => return answer,
    ///     Err(failure) => failure,
    /// };
    /// let answer = stand_in((client, tx,), failure, PATH);
    /// let answer = answer.await;
    /// answer
    /// ```
    ///
    /// This is the outermost layer: it ends in the function's own result.
    pub(super) fn wrap(&self, cx: &Context<'_>, inner: &TokenStream) -> TokenStream {
        let private = cx.private;
        let clones = clones::bind(&self.clones);
        let outcome = ours!({ #clones #inner });
        let on = match self.on {
            On::Rejected => quote!(#private::On::Rejected),
            On::Open => quote!(#private::On::Open),
            On::Error => quote!(#private::On::Error),
        };
        let taken = match (&self.when, self.on) {
            (None, On::Rejected) => quote!(#private::take_rejected(#outcome)),
            (None, On::Error) => quote!(#private::take_any(#outcome)),
            (None, On::Open) => quote!(#private::take_some(#outcome, #on, |_| true)),
            (Some(when), _) => quote!(#private::take_some(#outcome, #on, #when)),
        };
        let answer = match &self.handler {
            Handler::Path(path) => {
                let span = path.span();
                let stand_in = at(span, private);
                let arguments = cx.arguments.iter().map(|argument| at(span, argument));
                let stand_in = ours!(@span #stand_in::stand_in((#(#arguments,)*), failure, #path));
                // That the author does not use an argument is no reason not to pass it on.
                ours! {
                    #[allow(clippy::used_underscore_binding)]
                    let answer = #stand_in;
                }
            }
            Handler::Call { call, cause } => {
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
                ours! {
                    #cause
                    let answer = #private::Answer::answer(#call);
                }
            }
        };
        ours! {
            let failure = match #taken {
                ::core::result::Result::Ok(answer) => return answer,
                ::core::result::Result::Err(failure) => failure,
            };
            #answer
            let answer = answer.await;
            answer
        }
    }
}

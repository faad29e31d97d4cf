//! `#[fallback(…)]`

mod arguments;
mod handler;
mod stale;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::errors::Errors;
use crate::hygiene::hygienic;
use crate::parse::{Alias, Args, Entry, Schema, Setting, call_tokens};
use crate::policy::{
    AttributeMacro, Context, Declaration, Policy, Position, callable, clones_around, parse_clones,
};
use crate::suggest::one_of;
use handler::Handler;
use stale::Stale;

pub(crate) static MACRO: AttributeMacro = AttributeMacro {
    schema: Schema {
        name: "fallback",
        settings: &[
            Setting::constant("stale", "the maximum age of a value: `stale = 10m`"),
            Setting::not_constant("key", "an expression, or several: `key = (day, currency)`"),
            Setting::constant("max_entries", "a whole number: `max_entries = 1000`"),
            Setting::not_constant("else", "a function: `else = path`"),
            Setting::not_constant("on", "one of: `rejected`, `open`, `error`"),
            Setting::not_constant("when", "a predicate over the failure: `when = is_outage`"),
            Setting::CLONE,
            Setting::CRATE,
        ],
        aliases: &[
            Alias {
                names: &["function", "path", "with"],
                setting: "`#[fallback(path)]`, the function by itself",
            },
            Alias {
                names: &["age", "max_age", "ttl"],
                setting: "`stale`",
            },
            Alias {
                names: &["capacity", "max_size"],
                setting: "`max_entries`",
            },
        ],
        takes_bare_value: false,
    },
    builder: None,
    parse: |span, args, errors| {
        let fallback = Fallback::parse(span, args, errors)?;
        Some(Box::new(fallback))
    },
};

struct Fallback {
    /// `None` only if there is `stale`.
    handler: Option<Handler>,
    stale: Option<Stale>,
    on: On,
    when: Option<TokenStream>,
    clones: Vec<Ident>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Rejected,
    Open,
    Error,
}

impl Fallback {
    fn parse(span: Span, mut args: Args, errors: &mut Errors) -> Option<Self> {
        let clones = parse_clones(&mut args, errors);
        let stale = Stale::parse(&mut args, errors);
        let otherwise = args.take("else", errors);
        let leading = args.take_bare();
        let on = args.take("on", errors).map_or(On::Rejected, |(_, value)| {
            let word = value.to_token_stream().to_string();
            match word.as_str() {
                "rejected" => On::Rejected,
                "open" => On::Open,
                "error" => On::Error,
                _ => {
                    let kinds = ["rejected", "open", "error"];
                    errors.on(value, one_of("on", &word, &kinds));
                    On::Rejected
                }
            }
        });
        let when = args.take("when", errors);
        let when = when.and_then(|(_, value)| callable("when", &value, errors));
        let handler = if stale.is_some() {
            let function = match &leading {
                Some(Entry::Call { key, .. }) => Some(key.to_token_stream()),
                Some(Entry::Bare(value)) => Some(value.to_token_stream()),
                Some(Entry::Setting { .. }) | None => None,
            };
            if let Some(function) = function {
                errors.on(
                    function,
                    "`fallback` takes either a function or `stale`; write `else = path` for the function to \
                     call when there is no stale value",
                );
            }
            otherwise.and_then(|(key, value)| Handler::of(&key, &value, errors))
        } else {
            if let Some((key, _)) = otherwise {
                errors.on(
                    key,
                    "`else` needs `stale`; without it, write `fallback(path)`",
                );
            }
            match leading {
                Some(Entry::Call { key, args }) => Some(Handler::call(call_tokens(&key, &args))),
                Some(Entry::Bare(value)) => {
                    Handler::of(&Ident::new("fallback", span), &value, errors)
                }
                Some(Entry::Setting { .. }) | None => {
                    if !args.may_be_incomplete() {
                        errors.at(
                            span,
                            "`fallback` needs a function, write `#[fallback(path)]`",
                        );
                    }
                    None
                }
            }
        };
        args.finish(errors);
        (handler.is_some() || stale.is_some()).then_some(Self {
            handler,
            stale,
            on,
            when,
            clones,
        })
    }

    /// The span of the user's token that names the fallback: `stale`, or the function.
    fn answer_span(&self) -> Option<Span> {
        let stale = self.stale.as_ref().map(|stale| stale.word.span());
        stale.or_else(|| self.handler.as_ref().map(Handler::span))
    }

    /// Reports a fallback that is not outermost, or that no failure can reach.
    fn check_failures(&self, position: &Position<'_>, errors: &mut Errors) {
        if !position.is_outermost() {
            errors.at(
                position.span(),
                "`fallback` must be above the other attributes, move it to the top",
            );
            return;
        }
        let rejects = position.layers.iter().any(|layer| layer.policy.rejects());
        if !rejects && self.on != On::Error {
            errors.at(
                self.answer_span().unwrap_or(position.span()),
                "no attribute below this `fallback` rejects a call; write `on = error` to handle errors as well",
            );
        }
    }
}

impl Policy for Fallback {
    fn needs_rejections(&self) -> bool {
        self.on == On::Open || self.when.is_some()
    }

    fn needs_arguments_again(&self) -> bool {
        true
    }

    fn cloned_arguments(&self) -> &[Ident] {
        &self.clones
    }

    fn registered_expressions(&self) -> TokenStream {
        let stale = self.stale.as_ref();
        stale.map(Stale::registered_expressions).unwrap_or_default()
    }

    fn is_in_pipeline(&self) -> bool {
        false
    }

    fn looks_at_successes(&self) -> bool {
        self.stale.is_some()
    }

    fn check(&self, position: &Position<'_>, errors: &mut Errors) {
        let function = position.function;
        self.check_failures(position, errors);
        match &self.handler {
            Some(Handler::Path(path)) => {
                arguments::check_forwarded_arguments(function, path, errors);
            }
            Some(Handler::Call { cause: true, .. }) => {
                arguments::check_cause_name(function, errors);
            }
            Some(Handler::Call { cause: false, .. }) | None => {}
        }
        if let Some(stale) = self.stale.as_ref().filter(|it| it.key.is_none()) {
            arguments::check_key_arguments(function, &stale.word, errors);
        }
    }

    fn declaration(&self, _cx: &Context<'_>) -> Option<Declaration> {
        None
    }

    /// Emits the end of the call: returns a success, or calls the fallback.
    ///
    /// ```text
    /// INNER
    /// let failure = match take_rejected(call.outcome::<_, _, REJECTION>(answer)) {
    ///     Ok(answer) => return answer,
    ///     Err(failure) => failure,
    /// };
    /// falls_back("shop::check_fraud", &failure);
    /// let answer = stand_in((client, tx,), failure, PATH);
    /// let answer = answer.await;
    /// answer
    /// ```
    ///
    /// With `stale` the answer is inspected before it is taken, see [`Stale::look`]:
    ///
    /// ```text
    /// let value = …;
    /// let failure = match take_rejected(…) { … };
    /// if let Some(value) = value { return Ok(value.serve()); }
    /// …                                          // as above, with the function in `else`
    /// ```
    ///
    /// Without `else`, `value` is not optional at this point:
    ///
    /// ```text
    /// drop(failure);
    /// Ok(value.serve())
    /// ```
    fn end(
        &self,
        cx: &Context<'_>,
        inner: &TokenStream,
        rejection: &TokenStream,
        leave: &TokenStream,
    ) -> TokenStream {
        let inner = clones_around(&self.clones, inner);
        let stale = self.stale.as_ref();
        let key = stale.map(|stale| stale.key(cx));
        let leave = self.handler.is_none().then_some(leave);
        let look = stale.map(|stale| stale.look(cx, leave));
        let outcome = hygienic!(call.outcome::<_, _, #rejection>(answer));
        let on = match self.on {
            On::Rejected => quote!(__resilience::On::Rejected),
            On::Open => quote!(__resilience::On::Open),
            On::Error => quote!(__resilience::On::Error),
        };
        let taken = match (&self.when, self.on) {
            (None, On::Rejected) => quote!(__resilience::take_rejected(#outcome)),
            (None, On::Error) => quote!(__resilience::take_any(#outcome)),
            (None, On::Open) => quote!(__resilience::take_some(#outcome, #on, |_| true)),
            (Some(when), _) => quote!(__resilience::take_some(#outcome, #on, #when)),
        };
        let answer = match (&self.handler, &self.stale) {
            (Some(handler), None) => handler.answer(cx),
            (Some(handler), Some(_)) => {
                let answer = handler.answer(cx);
                hygienic! {
                    if let ::core::option::Option::Some(value) = value {
                        return ::core::result::Result::Ok(value.serve());
                    }
                    #answer
                }
            }
            (None, _) => hygienic! {
                ::core::mem::drop(failure);
                ::core::result::Result::Ok(value.serve())
            },
        };
        let path = cx.path;
        hygienic! {
            #key
            #inner
            #look
            let failure = match #taken {
                ::core::result::Result::Ok(answer) => return answer,
                ::core::result::Result::Err(failure) => failure,
            };
            __resilience::falls_back(#path, &failure);
            #answer
        }
    }
}

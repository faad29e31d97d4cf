//! The layers: one attribute each, with its settings and the code that it becomes.
//!
//! A layer's `wrap` takes the expression of everything below it and returns one of the same type:
//! `Outcome<T, E, Rejected>`, the function's own answer or a rejection in its place. So layers stack
//! in any order.

mod budget;
mod bulkhead;
mod circuit_breaker;
mod clones;
mod delays;
mod fallback;
mod handler;
mod predicate;
mod rate_limit;
mod retry;
mod rules;
mod stale;
mod timeout;
mod unseen;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Ident, Lit};

use crate::errors::Errors;
use crate::kind::Kind;
use crate::parse::{Args, Value};
use crate::span::{at, ours};

use circuit_breaker::CircuitBreaker;
pub(crate) use fallback::On;
pub(crate) use handler::Handler;
use predicate::Predicate;
pub(crate) use timeout::Timeout;
pub(crate) use unseen::{generics, unseen};

/// One attribute of ours, read.
pub(crate) struct Layer {
    pub(crate) kind: Kind,
    /// The span of the attribute's name.
    pub(crate) span: Span,
    pub(crate) policy: Policy,
}

pub(crate) enum Policy {
    CircuitBreaker(CircuitBreaker),
    Bulkhead(bulkhead::Bulkhead),
    RateLimit(rate_limit::RateLimit),
    Retry(retry::Retry),
    Timeout(Timeout),
    Fallback(fallback::Fallback),
}

impl Policy {
    /// Reads the settings of an attribute; `None` where an error leaves nothing to go on with.
    pub(crate) fn parse(
        kind: Kind,
        span: Span,
        args: Args,
        private: &TokenStream,
        errors: &mut Errors,
    ) -> Option<Self> {
        match kind {
            Kind::CircuitBreaker => Some(Self::CircuitBreaker(CircuitBreaker::parse(
                args, private, errors,
            ))),
            Kind::Bulkhead => Some(Self::Bulkhead(bulkhead::Bulkhead::parse(
                span, args, errors,
            ))),
            Kind::RateLimit => Some(Self::RateLimit(rate_limit::RateLimit::parse(
                span, args, errors,
            ))),
            Kind::Retry => Some(Self::Retry(retry::Retry::parse(args, private, errors))),
            Kind::Timeout => Timeout::parse(span, args, errors).map(Self::Timeout),
            Kind::Fallback => fallback::Fallback::parse(span, args, errors).map(Self::Fallback),
        }
    }
}

impl Layer {
    /// Whether this layer puts a rejection in the place of an answer.
    pub(crate) fn rejects(&self) -> bool {
        match self.policy {
            Policy::CircuitBreaker(_)
            | Policy::Bulkhead(_)
            | Policy::RateLimit(_)
            | Policy::Timeout(_) => true,
            Policy::Retry(_) | Policy::Fallback(_) => false,
        }
    }

    /// The arguments that this layer clones for what stands below it.
    pub(crate) fn clones(&self) -> &[Ident] {
        match &self.policy {
            Policy::Retry(retry) => &retry.clones,
            Policy::Fallback(fallback) => &fallback.clones,
            Policy::CircuitBreaker(_)
            | Policy::Bulkhead(_)
            | Policy::RateLimit(_)
            | Policy::Timeout(_) => &[],
        }
    }

    /// The settings that are registered under a name: they are there before the first call.
    pub(crate) fn registered(&self) -> TokenStream {
        match &self.policy {
            Policy::CircuitBreaker(breaker) => breaker.registered(),
            Policy::Bulkhead(bulkhead) => bulkhead.registered(),
            Policy::RateLimit(rate_limit) => rate_limit.registered(),
            Policy::Retry(retry) => retry.registered(),
            Policy::Fallback(fallback) => fallback.registered(),
            Policy::Timeout(_) => TokenStream::new(),
        }
    }

    /// The predicate by which this layer looks at an `Ok` too.
    pub(crate) fn judge(&self) -> Option<&Predicate> {
        let predicate = match &self.policy {
            Policy::CircuitBreaker(breaker) => &breaker.predicate,
            Policy::Retry(retry) => &retry.predicate,
            Policy::Bulkhead(_)
            | Policy::RateLimit(_)
            | Policy::Timeout(_)
            | Policy::Fallback(_) => return None,
        };
        matches!(predicate, Predicate::Judge(_)).then_some(predicate)
    }

    /// The items inside the function that this layer needs.
    pub(crate) fn items(&self, cx: &Context<'_>) -> TokenStream {
        match &self.policy {
            Policy::CircuitBreaker(breaker) => breaker.items(cx),
            Policy::Bulkhead(bulkhead) => bulkhead.items(cx),
            Policy::RateLimit(rate_limit) => rate_limit.items(cx),
            Policy::Retry(retry) => retry.items(cx),
            Policy::Timeout(timeout) => timeout.items(cx),
            Policy::Fallback(fallback) => fallback.items(cx),
        }
    }

    /// The body under the eyes of this layer, wherever in the pipeline the layer stands.
    pub(crate) fn watch(&self, cx: &Context<'_>, body: TokenStream) -> TokenStream {
        match &self.policy {
            Policy::CircuitBreaker(_) => CircuitBreaker::watch(&body),
            Policy::Retry(retry) => retry.watch(cx, &body),
            Policy::Bulkhead(_)
            | Policy::RateLimit(_)
            | Policy::Timeout(_)
            | Policy::Fallback(_) => body,
        }
    }

    /// What this layer does when the body is about to run, wherever in the pipeline it stands.
    pub(crate) fn before_body(&self) -> TokenStream {
        match &self.policy {
            Policy::Retry(retry) => retry.before_body(),
            _ => TokenStream::new(),
        }
    }

    /// The layer around `inner`.
    pub(crate) fn wrap(&self, cx: &Context<'_>, inner: &TokenStream) -> TokenStream {
        match &self.policy {
            Policy::CircuitBreaker(breaker) => breaker.wrap(cx, inner),
            Policy::Bulkhead(_) => bulkhead::Bulkhead::wrap(cx, inner),
            Policy::RateLimit(_) => rate_limit::RateLimit::wrap(cx, inner),
            Policy::Retry(retry) => retry.wrap(cx, inner),
            Policy::Timeout(_) => Timeout::wrap(cx, inner),
            Policy::Fallback(fallback) => fallback.wrap(cx, inner),
        }
    }
}

/// What the expansion of a layer has to know.
pub(crate) struct Context<'a> {
    /// `::resilience::__private`
    pub(crate) private: &'a TokenStream,
    /// The path of the function, as a string expression.
    pub(crate) function: &'a TokenStream,
    /// The arguments of the function, by name, the receiver first.
    pub(crate) arguments: &'a [Argument<'a>],
    /// What a setting may name that a `static` cannot see, beside `Self`.
    pub(crate) generics: &'a [Ident],
    /// The predicates of the layers that look at an `Ok` too.
    pub(crate) judges: &'a [&'a Predicate],
    /// The span of the attribute that is expanded, for items to tell where they come from.
    pub(crate) span: Span,
    /// Which of two `timeout`s it is, for its item's name.
    pub(crate) place: usize,
}

/// An argument of the function as an expression, there under the same conditions as its parameter.
pub(crate) struct Argument<'a> {
    pub(crate) conditions: Vec<&'a Attribute>,
    pub(crate) name: TokenStream,
}

impl ToTokens for Argument<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for condition in &self.conditions {
            condition.to_tokens(tokens);
        }
        self.name.to_tokens(tokens);
    }
}

impl Context<'_> {
    /// The name of this layer's item.
    pub(crate) fn item(&self, name: &str) -> Ident {
        format_ident!(
            "__RESILIENCE_{name}_{}",
            self.place,
            span = Span::mixed_site()
        )
    }

    /// Settings of one function, kept by nobody else.
    ///
    /// ```text
    /// static __RESILIENCE_TIMEOUT_1: Timeout = SETTINGS;
    /// // where they name `Self` or a generic, and each type has its own
    /// let __RESILIENCE_TIMEOUT_1: &'static Timeout = const { &SETTINGS };
    /// ```
    ///
    /// Not always the latter: what is generic rustc evaluates only where the function is called.
    pub(crate) fn settings(
        &self,
        item: &Ident,
        ty: &TokenStream,
        settings: &TokenStream,
    ) -> TokenStream {
        if unseen(settings, self.generics).is_some() {
            ours!(let #item: &'static #ty = const { &#settings };)
        } else {
            ours!(static #item: #ty = #settings;)
        }
    }

    /// A site: a policy with its place in the source, collected at link time.
    ///
    /// ```text
    /// static __RESILIENCE_BULKHEAD_1: Site<Bulkhead> = Site::new(BUILDER, "shop::check_fraud");
    /// submit! { Declared(&__RESILIENCE_BULKHEAD_1) }
    /// ```
    pub(crate) fn site(
        &self,
        item: &Ident,
        policy: &str,
        name: Option<&TokenStream>,
        settings: &TokenStream,
    ) -> TokenStream {
        let Self {
            private, function, ..
        } = self;
        let (policy, builder) = (format_ident!("{policy}"), format_ident!("{policy}Builder"));
        let span = name.map_or(self.span, Spanned::span);
        let declared = at(span, private);
        let given = name.map(|name| ours!(@span #declared::named(#name)));
        let given = crate::parse::option(given);
        let declared = ours!(@span #declared::#builder::declared(#given));
        // `Site::new` asks for its caller's place: the attribute, not the expansion as a whole.
        let (new, builder) = (at(self.span, private), ours!(builder));
        let new = quote_spanned!(self.span=> #new::Site::new(#builder, #function));
        ours! {
            static #item: #private::Site<#private::#policy> = {
                let builder = #declared;
                #settings
                #new
            };
            #private::submit! { #private::Declared(&#item) }
        }
    }
}

/// The `name` setting: a string, or a constant expression of one.
pub(crate) fn name(args: &mut Args, errors: &mut Errors) -> Option<TokenStream> {
    let (_, value) = args.take("name", errors)?;
    string("name", &value, errors)
}

/// A name: a string that is not empty, or a constant expression of one.
pub(crate) fn string(key: &str, value: &Value, errors: &mut Errors) -> Option<TokenStream> {
    match value {
        Value::Expr(Expr::Lit(literal)) => match &literal.lit {
            Lit::Str(text) if text.value().is_empty() => {
                errors.on(text, format_args!("`{key}` must not be empty"));
                return None;
            }
            Lit::Str(_) => return Some(value.to_token_stream()),
            _ => {}
        },
        Value::Expr(other) => return Some(other.to_token_stream()),
        Value::Percent(..) => {}
    }
    errors.on(
        value,
        format_args!("`{key}` takes a name, such as `{key} = \"fraud\"`"),
    );
    None
}

/// A statement that sets `builder`, placed so that a constant out of range is reported at its value.
pub(crate) fn setter(method: &str, value: &TokenStream) -> TokenStream {
    let (method, span) = (Ident::new(method, value.span()), value.span());
    ours!(@span let builder = builder.#method(#value);)
}

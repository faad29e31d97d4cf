//! The layers: one attribute each, with its settings and the code that it becomes.
//!
//! A layer's `wrap` takes the expression of everything below it and returns one of the same type:
//! `Outcome<T, E, Rejected>`, the function's own answer or a rejection in its place. So layers stack
//! in any order.

mod bulkhead;
mod circuit_breaker;
mod clones;
mod fallback;
mod predicate;
mod retry;
mod timeout;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;

use crate::errors::Errors;
use crate::kind::Kind;
use crate::parse::{Args, Value};

pub(crate) use circuit_breaker::CircuitBreaker;
pub(crate) use fallback::{Handler, On};

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
    Retry(retry::Retry),
    Timeout(timeout::Timeout),
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
            Kind::CircuitBreaker => Some(Self::CircuitBreaker(CircuitBreaker::parse(args, errors))),
            Kind::Bulkhead => Some(Self::Bulkhead(bulkhead::Bulkhead::parse(
                span, args, errors,
            ))),
            Kind::Retry => Some(Self::Retry(retry::Retry::parse(args, private, errors))),
            Kind::Timeout => timeout::Timeout::parse(span, args, errors).map(Self::Timeout),
            Kind::Fallback => fallback::Fallback::parse(span, args, errors).map(Self::Fallback),
        }
    }
}

impl Layer {
    /// Whether this layer puts a rejection in the place of an answer.
    pub(crate) fn rejects(&self) -> bool {
        match self.policy {
            Policy::CircuitBreaker(_) | Policy::Bulkhead(_) | Policy::Timeout(_) => true,
            Policy::Retry(_) | Policy::Fallback(_) => false,
        }
    }

    /// The arguments that this layer clones for what stands below it.
    pub(crate) fn clones(&self) -> &[Ident] {
        match &self.policy {
            Policy::Retry(retry) => &retry.clones,
            Policy::Fallback(fallback) => &fallback.clones,
            Policy::CircuitBreaker(_) | Policy::Bulkhead(_) | Policy::Timeout(_) => &[],
        }
    }

    /// The items inside the function that this layer needs.
    pub(crate) fn items(&self, cx: &Context<'_>) -> TokenStream {
        match &self.policy {
            Policy::CircuitBreaker(breaker) => breaker.items(cx),
            Policy::Bulkhead(bulkhead) => bulkhead.items(cx),
            Policy::Retry(retry) => retry.items(cx),
            Policy::Timeout(timeout) => timeout.items(cx),
            Policy::Fallback(_) => TokenStream::new(),
        }
    }

    /// The layer around `inner`.
    pub(crate) fn wrap(&self, cx: &Context<'_>, inner: &TokenStream) -> TokenStream {
        match &self.policy {
            Policy::CircuitBreaker(breaker) => breaker.wrap(cx, inner),
            Policy::Bulkhead(_) => bulkhead::Bulkhead::wrap(cx, inner),
            Policy::Retry(retry) => retry.wrap(cx, inner),
            Policy::Timeout(_) => timeout::Timeout::wrap(cx, inner),
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
    pub(crate) arguments: &'a [TokenStream],
    /// The span of the attribute that is expanded, for items to tell where they come from.
    pub(crate) span: Span,
    /// Which of two `timeout`s it is, for its item's name.
    pub(crate) place: usize,
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
        let name = crate::parse::option(name.cloned());
        // `Site::new` asks for its caller's place: the attribute, not the expansion as a whole.
        let new = quote_spanned!(self.span=> #private::Site::new(
            #private::#builder::declared(#name) #settings,
            #function,
        ));
        quote! {
            static #item: #private::Site<#private::#policy> = #new;
            #private::submit! { #private::Declared(&#item) }
        }
    }
}

/// The `name` setting: a string, or a constant expression of one.
pub(crate) fn name(args: &mut Args, errors: &mut Errors) -> Option<TokenStream> {
    let (_, value) = args.take("name", errors)?;
    match &value {
        Value::Expr(syn::Expr::Lit(literal)) => match &literal.lit {
            syn::Lit::Str(text) if text.value().is_empty() => {
                errors.on(text, "`name` must not be empty");
                None
            }
            syn::Lit::Str(text) => Some(quote!(#text)),
            other => {
                errors.on(other, "`name` takes a string, such as `name = \"fraud\"`");
                None
            }
        },
        Value::Expr(other) => Some(quote!(#other)),
        Value::Percent(..) => {
            errors.on(&value, "`name` takes a string, such as `name = \"fraud\"`");
            None
        }
    }
}

/// A call of a builder's setter, spanned so that a constant out of range is reported at its value.
pub(crate) fn setter(method: &str, value: &TokenStream) -> TokenStream {
    use syn::spanned::Spanned;
    let method = Ident::new(method, value.span());
    quote_spanned!(value.span()=> .#method(#value))
}

//! The layers: one attribute each, with its settings and the code that it becomes.
//!
//! A layer's `item` is what all calls share, and stands in the function's static in the order of the
//! layers. Its `wrap` takes the statements of everything below it, which bind `answer`, and
//! returns such statements: `answer` is the body's own, or none where the call was refused. So layers
//! stack in any order.

mod budget;
mod bulkhead;
mod circuit_breaker;
mod clones;
mod context;
mod delays;
mod fallback;
mod handler;
mod predicate;
mod rate_limit;
mod retry;
mod rules;
mod set;
mod stale;
mod timeout;
mod unseen;

use proc_macro2::{Span, TokenStream};
use syn::{Expr, Ident, Lit};

use crate::errors::Errors;
use crate::kind::Kind;
use crate::parse::{Args, Expression, Value};
use crate::span::ours;

use circuit_breaker::CircuitBreaker;
pub(crate) use context::{Argument, Context, Item};
pub(crate) use fallback::{Fallback, On};
pub(crate) use handler::Handler;
use predicate::Predicate;
pub(crate) use set::Set;
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
    Fallback(Fallback),
}

impl Policy {
    /// Reads the settings of an attribute; `None` where an error leaves nothing to go on with.
    pub(crate) fn parse(kind: Kind, span: Span, args: Args, errors: &mut Errors) -> Option<Self> {
        match kind {
            Kind::CircuitBreaker => Some(Self::CircuitBreaker(CircuitBreaker::parse(args, errors))),
            Kind::Bulkhead => Some(Self::Bulkhead(bulkhead::Bulkhead::parse(
                span, args, errors,
            ))),
            Kind::RateLimit => Some(Self::RateLimit(rate_limit::RateLimit::parse(
                span, args, errors,
            ))),
            Kind::Retry => Some(Self::Retry(retry::Retry::parse(args, errors))),
            Kind::Timeout => Timeout::parse(span, args, errors).map(Self::Timeout),
            Kind::Fallback => Fallback::parse(span, args, errors).map(Self::Fallback),
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

    /// What only rustc knows of the settings that are registered under a name: they are there before the
    /// first call.
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

    /// Whether there is something to do for it where a call has simply succeeded.
    pub(crate) fn looks_at_successes(&self) -> bool {
        match &self.policy {
            Policy::Fallback(fallback) => fallback.stale.is_some(),
            _ => self.judge().is_some(),
        }
    }

    /// The predicate of a layer that settles calls; `None` for a layer without an interest in their results.
    fn settles(&self) -> Option<&Predicate> {
        match &self.policy {
            Policy::CircuitBreaker(breaker) => Some(&breaker.predicate),
            _ => None,
        }
    }

    /// What this layer is made of; `None` where a call does not pass through it.
    pub(crate) fn item(&self, cx: &Context<'_>) -> Option<Item> {
        match &self.policy {
            Policy::CircuitBreaker(breaker) => Some(breaker.item(cx)),
            Policy::Bulkhead(bulkhead) => Some(bulkhead.item(cx)),
            Policy::RateLimit(rate_limit) => Some(rate_limit.item(cx)),
            Policy::Retry(retry) => Some(retry.item(cx)),
            Policy::Timeout(timeout) => Some(timeout.item(cx)),
            Policy::Fallback(_) => None,
        }
    }

    /// The retry, if this layer is one.
    pub(crate) fn retry(&self) -> Option<&retry::Retry> {
        match &self.policy {
            Policy::Retry(retry) => Some(retry),
            _ => None,
        }
    }
}

/// The layers of a function around its retry. Without a retry all layers are inner ones.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'a> {
    pub(crate) outer: &'a [Layer],
    pub(crate) retry: Option<&'a Layer>,
    pub(crate) inner: &'a [Layer],
}

impl<'a> Parts<'a> {
    pub(crate) fn of(layers: &'a [Layer]) -> Self {
        match layers.iter().position(|layer| layer.retry().is_some()) {
            Some(retry) => Self {
                outer: &layers[..retry],
                retry: layers.get(retry),
                inner: &layers[retry + 1..],
            },
            None => Self {
                outer: &[],
                retry: None,
                inner: layers,
            },
        }
    }
}

/// Settles an answer in a group of layers, the outermost first: with each layer's own verdict, or the plain one.
///
/// ```text
/// call.settle_attempt(&answer, &[]);                 // no layer has a predicate
/// call.settle_attempt(&answer, &[None, when(&answer, PREDICATE)]);
/// ```
pub(crate) fn settle(method: &str, layers: &[Layer]) -> TokenStream {
    let settling = || layers.iter().filter_map(Layer::settles);
    if settling().next().is_none() {
        return TokenStream::new();
    }
    let method = Ident::new(method, Span::mixed_site());
    if settling().all(|predicate| matches!(predicate, Predicate::None)) {
        return ours!(call.#method(&answer, &[]););
    }
    // A fallback is no layer of the pipeline.
    let layers = layers
        .iter()
        .filter(|layer| !matches!(layer.policy, Policy::Fallback(_)));
    let verdicts = layers.map(|layer| {
        layer
            .settles()
            .map_or_else(|| ours!(__resilience::None), Predicate::own_verdict)
    });
    ours!(call.#method(&answer, &[#(#verdicts),*]);)
}

/// The `name` setting: a string, or a constant expression of one.
pub(crate) fn name(args: &mut Args, errors: &mut Errors) -> Option<Expression> {
    let (_, value) = args.take("name", errors)?;
    string("name", &value, errors)
}

/// A name: a string that is not empty, or a constant expression of one.
pub(crate) fn string(key: &str, value: &Value, errors: &mut Errors) -> Option<Expression> {
    match value {
        Value::Expr(Expr::Lit(literal)) => match &literal.lit {
            Lit::Str(text) if text.value().is_empty() => {
                errors.on(text, format_args!("`{key}` must not be empty"));
                return None;
            }
            text @ Lit::Str(_) => return Some(Expression::literal(text)),
            _ => {}
        },
        Value::Expr(other) => return Some(Expression::other(other)),
        Value::Percent(..) => {}
    }
    errors.on(
        value,
        format_args!("`{key}` takes a name, such as `{key} = \"fraud\"`"),
    );
    None
}

/// What of a policy only rustc knows.
fn unknown(name: Option<&Expression>, settings: &[Set]) -> TokenStream {
    let name = name.and_then(Expression::unknown);
    let settings = settings.iter().filter_map(Set::unknown);
    name.into_iter().chain(settings).cloned().collect()
}

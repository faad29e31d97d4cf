//! The layers of a function around its retry, and how each group settles an answer.

use proc_macro2::{Ident, Span, TokenStream};

use super::layer::Layer;
use super::predicate::Predicate;
use crate::span::ours;

/// The layers of a function around its retry. Without a retry all layers are inner ones.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'a> {
    pub(crate) outer: &'a [Layer],
    pub(crate) retry: Option<&'a Layer>,
    pub(crate) inner: &'a [Layer],
}

impl<'a> Parts<'a> {
    pub(crate) fn of(layers: &'a [Layer]) -> Self {
        match layers.iter().position(|layer| layer.policy.repeats()) {
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
    let settling = || layers.iter().filter_map(|layer| layer.policy.settles());
    if settling().next().is_none() {
        return TokenStream::new();
    }
    let method = Ident::new(method, Span::mixed_site());
    if settling().all(|predicate| matches!(predicate, Predicate::None)) {
        return ours!(call.#method(&answer, &[]););
    }
    let layers = layers.iter().filter(|layer| layer.policy.is_in_pipeline());
    let verdicts = layers.map(|layer| {
        let predicate = layer.policy.settles();
        predicate.map_or_else(|| ours!(__resilience::None), Predicate::own_verdict)
    });
    ours!(call.#method(&answer, &[#(#verdicts),*]);)
}

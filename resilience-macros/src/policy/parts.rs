//! The layers above a retry and below it.

use proc_macro2::{Ident, Span, TokenStream};

use super::layer::Layer;
use super::predicate::Predicate;
use crate::hygiene::hygienic;

/// The layers above a retry, the retry, and the layers below it. Without a retry all layers are inner.
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

/// Emits the call that settles an answer in a group of layers, the outermost first.
///
/// Each layer with a predicate gets its own verdict. For the others an error is a failure.
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
        return hygienic!(call.#method(&answer, &[]););
    }
    let layers = layers.iter().filter(|layer| layer.policy.is_in_pipeline());
    let verdicts = layers.map(|layer| {
        let predicate = layer.policy.settles();
        predicate.map_or_else(|| hygienic!(__resilience::None), Predicate::own_verdict)
    });
    hygienic!(call.#method(&answer, &[#(#verdicts),*]);)
}

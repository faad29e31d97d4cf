//! What a function declares at link time, and how its calls begin.

use proc_macro2::{Ident, Span, TokenStream};

use crate::kind::Kind;
use crate::layer::{Item, Layer};
use crate::span::ours;

/// ```text
/// static __RESILIENCE: Function<(TYPE, (TYPE, ()))> = Function { path: PATH, …, layers: (VALUE, (VALUE, ())) };
/// submit! { Declared(&__RESILIENCE) }
/// let mut call = Call::new();                                        // or `judged`
/// ```
///
/// Where settings name `Self` or a generic, they cannot stand in a static, and each instance of the
/// function has its own layers:
///
/// ```text
/// static __RESILIENCE: Function<(TYPE, ())> = …;                     // of those that can
/// let layers = &(&__RESILIENCE.layers.0, (const { &SETTINGS }, ()));
/// let mut call = Call::new();
/// ```
///
/// The second answer is where the layers are: what is in a static needs no room in the function's future.
pub(crate) fn begin(items: Vec<Item>, layers: &[Layer]) -> (TokenStream, TokenStream) {
    let kinds = kinds(layers);
    let new = if layers.iter().any(Layer::looks_at_successes) {
        ours!(judged)
    } else {
        ours!(new)
    };
    let function = Ident::new("__RESILIENCE", Span::mixed_site());
    let all_shared = items.iter().all(|item| matches!(item, Item::Shared { .. }));
    let (mut types, mut values, mut layers) = (Vec::new(), Vec::new(), Vec::new());
    for item in items {
        // The place of the next in the static.
        let place = (0..types.len()).fold(ours!(#function.layers), |it, _| ours!(#it.1));
        match item {
            Item::Shared { ty, value } => {
                types.push(ty);
                values.push(value);
                layers.push(ours!(&#place.0));
            }
            Item::Own(layer) => layers.push(layer),
            Item::OwnWithBudget {
                settings,
                budget: (ty, value),
            } => {
                types.push(ty);
                values.push(value);
                layers.push(ours! {
                    __resilience::RetryLayer { settings: #settings, budget: &#place.0 }
                });
            }
        }
    }
    let nested = |all: Vec<TokenStream>| {
        all.into_iter()
            .rev()
            .fold(ours!(()), |below, it| ours!((#it, #below)))
    };
    let (layers, place) = if all_shared {
        (ours!(), ours!(&#function.layers))
    } else {
        let layers = nested(layers);
        (ours!(let layers = &#layers;), ours!(layers))
    };
    let (types, values) = (nested(types), nested(values));
    let begin = ours! {
        static #function: __resilience::Function<#types> = __resilience::Function {
            path: __RESILIENCE_PIPELINE,
            #kinds
            layers: #values,
        };
        __resilience::submit! { __resilience::Declared(&#function) }
        #layers
        let mut call = __resilience::Call::#new();
    };
    (begin, place)
}

/// `retry: true, timeout: false, fallback: false,`: what the function has that is in no registry.
fn kinds(layers: &[Layer]) -> TokenStream {
    let has = |kind| layers.iter().any(|layer| layer.kind == kind);
    let [retry, timeout, fallback] = [Kind::Retry, Kind::Timeout, Kind::Fallback].map(has);
    ours!(retry: #retry, timeout: #timeout, fallback: #fallback,)
}

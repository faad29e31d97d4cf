//! What a function declares at link time, and how its calls begin.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::kind::Kind;
use crate::layer::{Item, Layer};
use crate::span::ours;

/// ```text
/// struct __ResiliencePlace;
/// impl Static for __ResiliencePlace {
///     type Layers = (TYPE, (TYPE, ()));
///     fn layers() -> &'static Self::Layers { &__RESILIENCE.layers }
/// }
/// static __RESILIENCE: Function<<__ResiliencePlace as Static>::Layers> =
///     Function { path: PATH, …, layers: (VALUE, (VALUE, ())) };
/// submit! { Declared(&__RESILIENCE) }
/// let mut call = Call::new(__ResiliencePlace);                       // or `judged`
/// ```
///
/// The future of a call has no room for where its layers are, and rustc reads their types here alone.
///
/// Where settings name `Self` or a generic, they cannot stand in a static, and each instance of the
/// function has its own layers:
///
/// ```text
/// static __RESILIENCE: Function<(TYPE, ())> = …;                     // of those that can
/// let layers = &(&__RESILIENCE.layers.0, (const { &SETTINGS }, ()));
/// let mut call = Call::new(Local(layers));
/// ```
pub(crate) fn begin(items: Vec<Item>, layers: &[Layer]) -> TokenStream {
    let kinds = kinds(layers);
    let new = if layers.iter().any(Layer::looks_at_successes) {
        ours!(judged)
    } else {
        ours!(new)
    };
    let function = Ident::new("__RESILIENCE", Span::mixed_site());
    let all_shared = items.iter().all(|item| matches!(item, Item::Shared { .. }));
    let place = Ident::new("__ResiliencePlace", Span::mixed_site());
    let in_static = |below: usize| {
        let below = vec![ours!(.1); below];
        ours!(&#function.layers #(#below)* .0)
    };
    let (mut types, mut values, mut borrowed) = (Vec::new(), Vec::new(), Vec::new());
    for item in items {
        let below = types.len();
        match item {
            Item::Shared { ty, value } => {
                types.push(ty);
                values.push(value);
                borrowed.extend((!all_shared).then(|| in_static(below)));
            }
            Item::Own(layer) => borrowed.push(layer),
            Item::OwnWithBudget {
                settings,
                budget: (ty, value),
            } => {
                types.push(ty);
                values.push(value);
                let budget = in_static(below);
                borrowed.push(ours! {
                    __resilience::RetryLayer { settings: #settings, budget: #budget }
                });
            }
        }
    }
    let (types, values) = (nested(types), nested(values));
    let (finds, types, place) = if all_shared {
        let finds = ours! {
            struct #place;
            impl __resilience::Static for #place {
                type Layers = #types;
                #[inline]
                fn layers() -> &'static Self::Layers {
                    &#function.layers
                }
            }
        };
        let types = ours!(<#place as __resilience::Static>::Layers);
        (finds, types, ours!(#place))
    } else {
        let layers = nested(borrowed);
        let local = ours!(let layers = &#layers;);
        (local, types, ours!(__resilience::Local(layers)))
    };
    ours! {
        #finds
        static #function: __resilience::Function<#types> = __resilience::Function {
            path: __RESILIENCE_PIPELINE,
            #kinds
            layers: #values,
        };
        __resilience::submit! { __resilience::Declared(&#function) }
        let mut call = __resilience::Call::#new(#place);
    }
}

/// `(A, (B, ()))`, written from the inside: what a stream begins with is not handed on again.
fn nested(all: Vec<TokenStream>) -> TokenStream {
    let pair = |below, mut it: TokenStream| {
        let comma = Punct::new(',', Spacing::Alone);
        it.extend([TokenTree::Punct(comma), TokenTree::Group(below)]);
        Group::new(Delimiter::Parenthesis, it)
    };
    let none = Group::new(Delimiter::Parenthesis, TokenStream::new());
    TokenTree::Group(all.into_iter().rev().fold(none, pair)).into()
}

/// `retry: true, timeout: false, fallback: false,`: what the function has that is in no registry.
fn kinds(layers: &[Layer]) -> TokenStream {
    let has = |kind| layers.iter().any(|layer| layer.kind == kind);
    let [retry, timeout, fallback] = [Kind::Retry, Kind::Timeout, Kind::Fallback].map(has);
    ours!(retry: #retry, timeout: #timeout, fallback: #fallback,)
}

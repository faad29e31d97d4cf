//! What a function declares at link time, and how its calls begin.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::function::MARKER;
use crate::kind::Kind;
use crate::layer::{Item, Layer};
use crate::span::ours;

/// ```text
/// impl Static for __ResiliencePlace {
///     type Function = Function<(TYPE, (TYPE, ()))>;
///     fn function() -> &'static Self::Function { &__RESILIENCE }
/// }
/// static __RESILIENCE: <__ResiliencePlace as Static>::Function =
///     Function { about: About { … }, sites: (SITE, (SITE, ())), … };
/// submit! { Linked(declare::<__ResiliencePlace>) }
/// let mut call = Call::new(__ResiliencePlace);                       // or `judged`
/// ```
///
/// The future of a call has no room for where its layers are, and rustc reads their types here alone.
///
/// Where no layer is in a registry, they stand in the static themselves:
///
/// ```text
///     type Function = Standing<(TYPE, ())>;
/// static __RESILIENCE: … = Standing { about: …, layers: (SITE.of(PATH), ()) };
/// ```
///
/// Where settings name `Self` or a generic, they cannot stand in a static, and each instance of the
/// function has its own layers:
///
/// ```text
/// let layers = &(&__RESILIENCE.found().0, (const { &LAYER }, ()));
/// let mut call = Call::new(Local(layers));
/// ```
pub(crate) fn begin(items: Vec<Item>, layers: &[Layer], path: &TokenStream) -> TokenStream {
    let about = about(path, layers);
    let new = if layers.iter().any(Layer::looks_at_successes) {
        ours!(judged)
    } else {
        ours!(new)
    };
    let function = Ident::new("__RESILIENCE", Span::mixed_site());
    let stands = |item: &Item| matches!(item, Item::Shared { stands: true, .. });
    let all_stand = items.iter().all(stands);
    let all_shared = items.iter().all(|item| matches!(item, Item::Shared { .. }));
    let place = Ident::new(MARKER, Span::mixed_site());
    let in_static = |below: usize| {
        let below = vec![ours!(.1); below];
        ours!(&#function.found() #(#below)* .0)
    };
    let (mut types, mut sites, mut borrowed) = (Vec::new(), Vec::new(), Vec::new());
    for item in items {
        let below = types.len();
        match item {
            Item::Shared { ty, site, .. } => {
                types.push(ty);
                sites.push(site);
                borrowed.extend((!all_shared).then(|| in_static(below)));
            }
            Item::Own(layer) => borrowed.push(layer),
            Item::OwnWithBudget {
                settings,
                budget: (ty, value),
            } => {
                types.push(ty);
                sites.push(value);
                let budget = in_static(below);
                borrowed.push(ours! {
                    __resilience::RetryLayer { settings: #settings, budget: #budget }
                });
            }
        }
    }
    let types = nested(types);
    let (ty, value) = if all_stand {
        let layers = sites.into_iter().map(|site| ours!(#site.of(#path)));
        let layers = nested(layers.collect());
        (
            ours!(__resilience::Standing<#types>),
            ours!(__resilience::Standing { about: #about, layers: #layers }),
        )
    } else {
        let sites = nested(sites);
        (
            ours!(__resilience::Function<#types>),
            ours!(__resilience::Function {
                about: #about,
                sites: #sites,
                layers: __resilience::from_first_call(),
            }),
        )
    };
    let (local, from) = if all_shared {
        (None, ours!(#place))
    } else {
        let layers = nested(borrowed);
        let local = ours!(let layers = &#layers;);
        (Some(local), ours!(__resilience::Local(layers)))
    };
    ours! {
        impl __resilience::Static for #place {
            type Function = #ty;
            #[inline]
            fn function() -> &'static Self::Function {
                &#function
            }
        }
        static #function: <#place as __resilience::Static>::Function = #value;
        __resilience::submit! { __resilience::Linked(__resilience::declare::<#place>) }
        #local
        let mut call = __resilience::Call::#new(#from);
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

/// `About { path: PATH, retry: true, timeout: false, fallback: false }`
fn about(path: &TokenStream, layers: &[Layer]) -> TokenStream {
    let has = |kind| layers.iter().any(|layer| layer.kind == kind);
    let [retry, timeout, fallback] = [Kind::Retry, Kind::Timeout, Kind::Fallback].map(has);
    ours!(__resilience::About { path: #path, retry: #retry, timeout: #timeout, fallback: #fallback })
}

//! What a function declares at link time, and how its calls begin.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::function::MARKER;
use crate::policy::{Item, Layer};
use crate::span::ours;

/// ```text
/// impl Static for __ResiliencePlace {
///     type Function = Function<Pipeline<(TYPE, (TYPE, ())), RETRY, (TYPE, ())>>;
///     fn function() -> &'static Self::Function { &__RESILIENCE }
/// }
/// static __RESILIENCE: <__ResiliencePlace as Static>::Function =
///     Function { about: About { … }, sites: Pipeline { … }, … };
/// submit! { Linked(declare::<__ResiliencePlace>) }
/// let mut call = Call::new(__ResiliencePlace);                       // or `judged`
/// ```
///
/// The future of a call has no room for where its layers are, and rustc reads their types here alone.
///
/// Where no layer is in a registry, they stand in the static themselves:
///
/// ```text
///     type Function = Standing<Pipeline<(), (), (TYPE, ())>>;
/// static __RESILIENCE: … = Standing { about: …, layers: Pipeline { … SITE.of(PATH) … } };
/// ```
///
/// Where settings name `Self` or a generic, they cannot stand in a static, and each instance of the
/// function has its own layers:
///
/// ```text
/// let layers = &Pipeline { outer: (&__RESILIENCE.found().outer.0, (const { &LAYER }, ())), … };
/// let mut call = Call::new(Local(layers));
/// ```
pub(crate) fn begin(
    items: Pipeline<Vec<Item>>,
    layers: &[Layer],
    path: &TokenStream,
) -> TokenStream {
    let about = about(path, layers);
    let new = if layers.iter().any(|layer| layer.policy.looks_at_successes()) {
        ours!(judged)
    } else {
        ours!(new)
    };
    let function = Ident::new("__RESILIENCE", Span::mixed_site());
    let place = Ident::new(MARKER, Span::mixed_site());
    let all = || items.parts().into_iter().flatten();
    let all_stand = all().all(|item| matches!(item, Item::Shared { stands: true, .. }));
    let all_shared = all().all(|item| matches!(item, Item::Shared { .. }));
    let in_stack = |stack: TokenStream| {
        move |below: usize| {
            let below = vec![ours!(.1); below];
            ours!(#stack #(#below)* .0)
        }
    };
    let shared = ours!(&#function.found());
    let parts = Pipeline {
        outer: Part::of(items.outer, in_stack(ours!(#shared.outer))),
        retry: Part::of(items.retry, |_| ours!(#shared.retry)),
        inner: Part::of(items.inner, in_stack(ours!(#shared.inner))),
    };
    let [outer, retry, inner] = parts.parts().map(|part| &part.types);
    let (outer, retry, inner) = (nested(outer), single(retry), nested(inner));
    let types = ours!(__resilience::Pipeline<#outer, #retry, #inner>);
    let (ty, value) = if all_stand {
        let layers = parts.value(|part| {
            let layers = part.sites.iter().map(|site| ours!(#site.of(#path)));
            layers.collect()
        });
        (
            ours!(__resilience::Standing<#types>),
            ours!(__resilience::Standing { about: #about, layers: #layers }),
        )
    } else {
        let sites = parts.value(|part| part.sites.clone());
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
        let layers = parts.value(|part| part.borrowed.clone());
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

/// The parts of a pipeline: the layers above the retry, the retry, the layers below it.
pub(crate) struct Pipeline<T> {
    pub(crate) outer: T,
    pub(crate) retry: T,
    pub(crate) inner: T,
}

impl<T> Pipeline<T> {
    fn parts(&self) -> [&T; 3] {
        [&self.outer, &self.retry, &self.inner]
    }
}

impl Pipeline<Part> {
    /// `Pipeline { outer: (A, (B, ())), retry: R, inner: (C, ()) }`
    fn value(&self, tokens: impl Fn(&Part) -> Vec<TokenStream>) -> TokenStream {
        let [outer, retry, inner] = self.parts().map(tokens);
        let (outer, retry, inner) = (nested(&outer), single(&retry), nested(&inner));
        ours!(__resilience::Pipeline { outer: #outer, retry: #retry, inner: #inner })
    }
}

/// The tokens of one part, the outermost layer first.
#[derive(Default)]
struct Part {
    types: Vec<TokenStream>,
    sites: Vec<TokenStream>,
    /// Every layer, as a function borrows it that has layers of its own.
    borrowed: Vec<TokenStream>,
}

impl Part {
    /// `shared` is the path to a layer in the function's static, by its place in this part.
    fn of(items: Vec<Item>, shared: impl Fn(usize) -> TokenStream) -> Self {
        let mut part = Self::default();
        for item in items {
            let shared = || shared(part.types.len());
            match item {
                Item::Shared { ty, site, .. } => {
                    part.borrowed.push(shared());
                    part.types.push(ty);
                    part.sites.push(site);
                }
                Item::Own(layer) => part.borrowed.push(layer),
                Item::OwnWithBudget {
                    settings,
                    budget: (ty, value),
                } => {
                    let budget = shared();
                    part.borrowed.push(ours! {
                        __resilience::RetryLayer { settings: #settings, budget: #budget }
                    });
                    part.types.push(ty);
                    part.sites.push(value);
                }
            }
        }
        part
    }
}

/// The retry, or `()`.
fn single(retry: &[TokenStream]) -> TokenStream {
    retry.first().cloned().unwrap_or_else(|| ours!(()))
}

/// `(A, (B, ()))`, written from the inside: what a stream begins with is not handed on again.
fn nested(all: &[TokenStream]) -> TokenStream {
    let pair = |below, it: &TokenStream| {
        let mut it = it.clone();
        let comma = Punct::new(',', Spacing::Alone);
        it.extend([TokenTree::Punct(comma), TokenTree::Group(below)]);
        Group::new(Delimiter::Parenthesis, it)
    };
    let none = Group::new(Delimiter::Parenthesis, TokenStream::new());
    TokenTree::Group(all.iter().rev().fold(none, pair)).into()
}

/// `About { path: PATH, retry: true, timeout: false, fallback: false }`
fn about(path: &TokenStream, layers: &[Layer]) -> TokenStream {
    let has = |name| layers.iter().any(|layer| layer.name == name);
    let [retry, timeout, fallback] = ["retry", "timeout", "fallback"].map(has);
    ours!(__resilience::About { path: #path, retry: #retry, timeout: #timeout, fallback: #fallback })
}

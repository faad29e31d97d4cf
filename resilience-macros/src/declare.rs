//! The static of a function, which declares its layers, and the start of a call.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::function::MARKER;
use crate::hygiene::hygienic;
use crate::policy::{Declaration, Layer};

/// Emits the function's static and the start of a call.
///
/// ```text
/// impl Static for __ResiliencePlace {
///     type Function = Function<Pipeline<(TYPE, (TYPE, ())), RETRY, (TYPE, ())>>;
///     fn function() -> &'static Self::Function { &__RESILIENCE }
/// }
/// static __RESILIENCE: <__ResiliencePlace as Static>::Function =
///     Function { info: FunctionInfo { … }, sites: Pipeline { … }, … };
/// submit! { LinkedFunction(declare::<__ResiliencePlace>) }
/// let mut call = Call::new(__ResiliencePlace);                       // or `judged`
/// ```
///
/// The type `__ResiliencePlace` locates the layers, so the future of a call stores no pointer to them.
/// The types of the layers are written once, which keeps compile times low.
///
/// If no layer is in a registry, the static contains the layers themselves:
///
/// ```text
///     type Function = StaticFunction<Pipeline<(), (), (TYPE, ())>>;
/// static __RESILIENCE: … = StaticFunction { info: …, layers: Pipeline { … SITE.of(PATH) … } };
/// ```
///
/// A static cannot use `Self` or a generic parameter. If settings name one, each instance of the
/// function has layers of its own:
///
/// ```text
/// let layers = &Pipeline { outer: (&__RESILIENCE.layers().outer.0, (const { &LAYER }, ())), … };
/// let mut call = Call::new(Local(layers));
/// ```
pub(crate) fn begin(
    items: Pipeline<Vec<Declaration>>,
    layers: &[Layer],
    path: &TokenStream,
) -> TokenStream {
    let info = info(path, layers);
    let new = if layers.iter().any(|layer| layer.policy.looks_at_successes()) {
        hygienic!(judged)
    } else {
        hygienic!(new)
    };
    let function = Ident::new("__RESILIENCE", Span::mixed_site());
    let place = Ident::new(MARKER, Span::mixed_site());
    let all = || items.parts().into_iter().flatten();
    let all_stand = all().all(|item| {
        matches!(
            item,
            Declaration::Shared {
                is_unregistered: true,
                ..
            }
        )
    });
    let all_shared = all().all(|item| matches!(item, Declaration::Shared { .. }));
    let in_stack = |stack: TokenStream| {
        move |below: usize| {
            let below = vec![hygienic!(.1); below];
            hygienic!(#stack #(#below)* .0)
        }
    };
    let shared = hygienic!(&#function.layers());
    let parts = Pipeline {
        outer: Part::of(items.outer, in_stack(hygienic!(#shared.outer))),
        retry: Part::of(items.retry, |_| hygienic!(#shared.retry)),
        inner: Part::of(items.inner, in_stack(hygienic!(#shared.inner))),
    };
    let [outer, retry, inner] = parts.parts().map(|part| &part.types);
    let (outer, retry, inner) = (nested(outer), single(retry), nested(inner));
    let types = hygienic!(__resilience::Pipeline<#outer, #retry, #inner>);
    let (ty, value) = if all_stand {
        let layers = parts.value(|part| {
            let layers = part.sites.iter().map(|site| hygienic!(#site.of(#path)));
            layers.collect()
        });
        (
            hygienic!(__resilience::StaticFunction<#types>),
            hygienic!(__resilience::StaticFunction { info: #info, layers: #layers }),
        )
    } else {
        let sites = parts.value(|part| part.sites.clone());
        (
            hygienic!(__resilience::Function<#types>),
            hygienic!(__resilience::Function {
                info: #info,
                sites: #sites,
                layers: __resilience::unresolved(),
            }),
        )
    };
    let (local, from) = if all_shared {
        (None, hygienic!(#place))
    } else {
        let layers = parts.value(|part| part.borrowed.clone());
        let local = hygienic!(let layers = &#layers;);
        (Some(local), hygienic!(__resilience::Local(layers)))
    };
    hygienic! {
        impl __resilience::Static for #place {
            type Function = #ty;
            #[inline]
            fn function() -> &'static Self::Function {
                &#function
            }
        }
        static #function: <#place as __resilience::Static>::Function = #value;
        __resilience::submit! { __resilience::LinkedFunction(__resilience::declare::<#place>) }
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
        hygienic!(__resilience::Pipeline { outer: #outer, retry: #retry, inner: #inner })
    }
}

/// The tokens of one part, the outermost layer first.
#[derive(Default)]
struct Part {
    types: Vec<TokenStream>,
    sites: Vec<TokenStream>,
    /// References to every layer, for a function whose instances have layers of their own.
    borrowed: Vec<TokenStream>,
}

impl Part {
    /// Collects the tokens. `shared` makes the path to a layer in the static from its index in this part.
    fn of(items: Vec<Declaration>, shared: impl Fn(usize) -> TokenStream) -> Self {
        let mut part = Self::default();
        for item in items {
            let shared = || shared(part.types.len());
            match item {
                Declaration::Shared { ty, site, .. } => {
                    part.borrowed.push(shared());
                    part.types.push(ty);
                    part.sites.push(site);
                }
                Declaration::PerInstance(layer) => part.borrowed.push(layer),
                Declaration::PerInstanceWithBudget {
                    settings,
                    budget: (ty, value),
                } => {
                    let budget = shared();
                    part.borrowed.push(hygienic! {
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
    retry.first().cloned().unwrap_or_else(|| hygienic!(()))
}

/// `(A, (B, ()))`, built from the inside, so that no stream is copied twice.
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

/// `FunctionInfo { path: PATH, retry: true, timeout: false, fallback: false }`
fn info(path: &TokenStream, layers: &[Layer]) -> TokenStream {
    let has = |name| layers.iter().any(|layer| layer.name == name);
    let [retry, timeout, fallback] = ["retry", "timeout", "fallback"].map(has);
    hygienic!(__resilience::FunctionInfo { path: #path, retry: #retry, timeout: #timeout, fallback: #fallback })
}

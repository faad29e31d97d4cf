//! From the attributes to the pipeline.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Path, ReturnType, Type, parse_quote};

use crate::check;
use crate::errors::Errors;
use crate::form::{Form, ungrouped};
use crate::function::{Function, MARKER, Parameter};
use crate::gather::{Gathered, gather};
use crate::kind::Kind;
use crate::layer::{Argument, Context, Item, Layer, Policy, Timeout, generics};
use crate::span::{at, ours};

/// Expands the first of our attributes, and with it the others on the same function.
pub(crate) fn attribute(kind: Kind, args: TokenStream, item: &TokenStream) -> TokenStream {
    let Ok(mut function) = syn::parse2::<Function>(item.clone()) else {
        let error = check::no_function(kind, item).into_compile_error();
        return quote!(#error #item);
    };
    let mut errors = Errors::default();
    let gathered = gather(kind, args, &mut function, &mut errors);
    check::function(kind, &function, &mut errors);
    check::layers(&function, &gathered.layers, &mut errors);
    let imports = imports(&gathered.paths);
    match errors.into_items() {
        None => pipeline(&function, &gathered, &imports),
        // The function stays, so that its callers and the editor still know it.
        Some(errors) => {
            let function = as_it_was(&function, &imports);
            quote!(#errors #function)
        }
    }
}

/// ```text
/// #[retry] async fn f(ARGS) -> RESULT { BODY }
/// // becomes
/// async fn f(ARGS) -> RESULT {
///     const __RESILIENCE_PIPELINE: () = ();
///     const _: () = { use timeout as _; };       // each attribute that was gathered
///     static __RESILIENCE: Function<…> = …;      // each layer's settings
///     let mut call = Call::new(__RESILIENCE.layers());
///     let answer = attempt(&mut call, async { BODY }).await;
///     LAYER                                      // what each layer makes of it
///     leave(&call, answer)
/// }
/// ```
fn pipeline(function: &Function, gathered: &Gathered, imports: &TokenStream) -> TokenStream {
    let Gathered { krate, layers, .. } = gathered;
    let private = quote!(#krate::__private);
    let name = function.sig.ident.unraw().to_string();
    let path = quote!(::core::concat!(::core::module_path!(), "::", #name));
    let arguments: Vec<_> = function
        .parameters()
        .map(|it| argument(&it, &function.form))
        .collect();
    let generics = generics(&function.sig);
    let judges: Vec<_> = layers.iter().filter_map(Layer::judge).collect();
    let context = |layer: &Layer| Context {
        private: &private,
        function: &path,
        arguments: &arguments,
        generics: &generics,
        judges: &judges,
        span: layer.span,
    };

    let marker = Ident::new(MARKER, Span::mixed_site());
    let items = layers
        .iter()
        .filter_map(|layer| layer.item(&context(layer)))
        .collect();
    let begin = begin(items, &kinds(layers), &path, &private);
    let fits = Timeout::nested(layers)
        .map(|(attempt, whole)| Timeout::fits_item(attempt, whole, &generics, &private));
    let innermost = attempt(function, &body(function, layers, &private), &private);
    let answer = layers
        .iter()
        .rev()
        .fold(innermost, |inner, layer| layer.wrap(&context(layer), inner));
    let rejection = if needs_rejections(layers) {
        quote!(#private::Rejected)
    } else {
        quote!(#private::Infallible)
    };
    let span = error_span(function.output());
    let leave = at(span, &private);
    let leave = ours!(@span #leave::leave::<_, _, _, #rejection>(&call, answer));
    let end = match layers.first() {
        Some(
            layer @ Layer {
                policy: Policy::Fallback(fallback),
                ..
            },
        ) => fallback.end(&context(layer), &answer, &rejection, &leave),
        _ => ours!(#answer #leave),
    };
    let block = ours!({
        const #marker: () = ();
        #imports
        #fits
        #begin
        #end
    });
    function.with_body(&block, &quote!(#private::Box))
}

/// ```text
/// static __RESILIENCE: Function<(TYPE, (TYPE, ()))> = Function::new(PATH, (VALUE, (VALUE, ()))).retry();
/// submit! { Declared(&__RESILIENCE) }
/// let layers = __RESILIENCE.layers();
/// let mut call = Call::new(layers);
/// ```
///
/// Where settings name `Self` or a generic, they cannot stand in a static, and each instance of the
/// function has its own layers:
///
/// ```text
/// static __RESILIENCE: Function<(TYPE, ())> = …;                     // of those that can
/// let layers = &(&__RESILIENCE.layers().0, (const { &SETTINGS }, ()));
/// ```
fn begin(
    items: Vec<Item>,
    kinds: &TokenStream,
    path: &TokenStream,
    private: &TokenStream,
) -> TokenStream {
    let function = Ident::new("__RESILIENCE", Span::mixed_site());
    let all_shared = items.iter().all(|item| matches!(item, Item::Shared { .. }));
    let (mut types, mut values, mut layers) = (Vec::new(), Vec::new(), Vec::new());
    for item in items {
        // The place of the next in the static.
        let place = (0..types.len()).fold(ours!(#function.layers()), |it, _| ours!(#it.1));
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
                    #private::RetryLayer::new(
                        #settings,
                        ::core::option::Option::Some(#place.0.policy()),
                    )
                });
            }
        }
    }
    let nested = |all: Vec<TokenStream>| {
        all.into_iter()
            .rev()
            .fold(ours!(()), |below, it| ours!((#it, #below)))
    };
    let layers = if all_shared {
        ours!(let layers = #function.layers();)
    } else {
        let layers = nested(layers);
        ours!(let layers = &#layers;)
    };
    let (types, values) = (nested(types), nested(values));
    ours! {
        static #function: #private::Function<#types> = #private::Function::new(#path, #values)#kinds;
        #private::submit! { #private::Declared(&#function) }
        #layers
        let mut call = #private::Call::new(layers);
    }
}

/// `.retry().fallback()`: what the function has that is in no registry.
fn kinds(layers: &[Layer]) -> TokenStream {
    let has = |kind| layers.iter().any(|layer| layer.kind == kind);
    let kinds = [
        (Kind::Retry, ours!(.retry())),
        (Kind::Timeout, ours!(.timeout())),
        (Kind::Fallback, ours!(.fallback())),
    ];
    let there = kinds.into_iter().filter(|(kind, _)| has(*kind));
    there.map(|(_, tokens)| tokens).collect()
}

/// The function with the body that it had.
fn as_it_was(function: &Function, imports: &TokenStream) -> TokenStream {
    let Some(body) = body_as_value(function) else {
        return function.without_body();
    };
    match function.form {
        // The body makes the future, and `imports` are items: they may stand before it.
        Form::Future | Form::Boxed | Form::Sync => function.with(&ours!({ #imports #body })),
        Form::Async | Form::AsyncTrait(_) => {
            function.with_body(&ours!({ #imports #body }), &TokenStream::new())
        }
    }
}

/// The argument as an expression.
fn argument<'a>(parameter: &Parameter<'a>, form: &Form) -> Argument<'a> {
    let (conditions, name) = match parameter {
        Parameter::Receiver(_) if matches!(form, Form::AsyncTrait(_)) => {
            (Vec::new(), quote!(__self))
        }
        Parameter::Receiver(receiver) => (Vec::new(), receiver.self_token.to_token_stream()),
        Parameter::Named(name, attrs) => {
            let conditions = attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
            (conditions.collect(), name.to_token_stream())
        }
        // `check` has refused it wherever it would be passed on.
        Parameter::Unnamed(_) => (Vec::new(), TokenStream::new()),
    };
    Argument { conditions, name }
}

/// An attribute that was gathered is never resolved: this uses its import, and finds a misspelling.
fn imports(paths: &[Path]) -> TokenStream {
    let import = |path: &Path| {
        let (span, mut path) = (path.span(), path.clone());
        // An argument may be called as the attribute is: only items are to be seen.
        for segment in &mut path.segments {
            let span = segment.ident.span();
            segment.ident.set_span(Span::mixed_site().located_at(span));
        }
        let import = ours!(@span use #path as _;);
        ours!(const _: () = {
            #[allow(unused_imports)]
            #import
        };)
    };
    paths.iter().map(import).collect()
}

/// The body as the value of a block. rustc lints such braces, unless they are ours.
fn body_as_value(function: &Function) -> Option<Group> {
    let mut body = function.body.clone()?;
    body.set_span(Span::mixed_site().located_at(body.span()));
    Some(body)
}

/// The body in a block of its own, so that `?` and `return` end the attempt and not the function.
///
/// ```text
/// async { if false { return never::<RESULT>(); } BODY }
/// // of a function that returns a future
/// async {
///     if false { return never::<RESULT>(); }
///     async { if false { return never::<FUTURE>(); } BODY }.await.await
/// }
/// ```
///
/// The return that is never reached tells rustc the type of the block, so that a body of a wrong type
/// is reported where it is wrong. The block is `async move` where no layer needs the arguments again:
/// they are the body's own then, and a borrow of one would ask it to be `Sync`.
fn body(function: &Function, layers: &[Layer], private: &TokenStream) -> TokenStream {
    let body = body_as_value(function).into_token_stream();
    let kept = layers
        .iter()
        .any(|layer| matches!(layer.kind, Kind::Retry | Kind::Fallback));
    let capture = (!kept).then(|| ours!(move));
    match (&function.form, &function.sig.output) {
        (Form::Future | Form::Boxed, ReturnType::Type(_, future)) => {
            let future = typed(future, &body, capture.as_ref(), private);
            // clippy looks for this allowance around the block, and nowhere in it. A block that ends
            // in a word of ours would do without, but be unreachable below a body that is `todo!()`.
            let answer = ours!({
                #[allow(clippy::async_yields_async)]
                let future = #future;
                future.await.await
            });
            match function.output() {
                Some(output) => typed(output, &answer, capture.as_ref(), private),
                None => ours!(async #answer),
            }
        }
        _ => typed(
            function.output().unwrap_or(&parse_quote!(())),
            &body,
            capture.as_ref(),
            private,
        ),
    }
}

/// A block that answers a value of that type.
fn typed(
    output: &Type,
    body: &TokenStream,
    capture: Option<&TokenStream>,
    private: &TokenStream,
) -> TokenStream {
    let mut output = output.clone();
    let span = output.span();
    Opaque.visit_type_mut(&mut output);
    let located = at(span, private);
    let never = ours!(@span #located::never::<#output>());
    ours!(async #capture {
        #[allow(unreachable_code, clippy::needless_return)]
        if false {
            return #never;
        }
        #body
    })
}

/// ```text
/// let answer = attempt(&mut call, BODY).await;
/// let answer = answered(answer);
/// ```
fn attempt(function: &Function, body: &TokenStream, private: &TokenStream) -> TokenStream {
    let span = function
        .output()
        .map_or_else(Span::call_site, Spanned::span);
    let located = at(span, private);
    let answered = ours!(@span #located::answered(answer));
    ours! {
        let answer = #private::attempt(&mut call, #body).await;
        let answer = #answered;
    }
}

/// Whether a rejection can come up in the pipeline, or a fallback asks for its type.
fn needs_rejections(layers: &[Layer]) -> bool {
    layers.iter().any(|layer| match &layer.policy {
        Policy::Fallback(fallback) => fallback.looks_at_rejections(),
        _ => layer.rejects(),
    })
}

/// The last type argument of the result, or all of it.
fn error_span(output: Option<&Type>) -> Span {
    let Some(output) = output else {
        return Span::call_site();
    };
    let arguments = match ungrouped(output) {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.arguments),
        _ => None,
    };
    match arguments {
        Some(syn::PathArguments::AngleBracketed(arguments)) if arguments.args.len() > 1 => {
            arguments
                .args
                .last()
                .map_or_else(|| output.span(), Spanned::span)
        }
        _ => output.span(),
    }
}

/// Puts `_` for `impl Trait`, which cannot be written in a body.
struct Opaque;

impl VisitMut for Opaque {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if matches!(ty, Type::ImplTrait(_)) {
            *ty = parse_quote!(_);
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

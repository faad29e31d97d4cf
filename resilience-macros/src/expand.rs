//! Expands the attributes of a function into its pipeline.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Path, Type};

use crate::asyncness::{Asyncness, ungrouped};
use crate::body::{attempt, body_as_value};
use crate::check;
use crate::declare::{Pipeline, begin};
use crate::errors::Errors;
use crate::function::{Function, MARKER, Parameter};
use crate::gather::{Gathered, gather};
use crate::hygiene::hygienic;
use crate::policy::{
    Argument, AttributeMacro, Context, Layer, Parts, TimeLimit, generic_parameters, settle,
};

/// Expands the topmost of our attributes together with the others on the same function.
pub(crate) fn attribute(
    attribute: &'static AttributeMacro,
    args: TokenStream,
    item: &TokenStream,
) -> TokenStream {
    let Ok(mut function) = syn::parse2::<Function>(item.clone()) else {
        let error = check::not_a_function(attribute, item).into_compile_error();
        return quote!(#error #item);
    };
    let mut errors = Errors::default();
    let gathered = gather(attribute, args, &mut function, &mut errors);
    check::function(attribute, &function, &mut errors);
    check::layers(&function, &gathered.layers, &mut errors);
    let imports = imports(&gathered.paths);
    match errors.into_items() {
        None => pipeline(&function, &gathered, &imports),
        // Keep the function, so that its callers compile and editors can complete it.
        Some(errors) => {
            let function = without_our_attributes(&function, &imports);
            quote!(#errors #function)
        }
    }
}

/// Emits the function with its pipeline.
///
/// ```text
/// #[retry] async fn f(ARGS) -> RESULT { BODY }
/// // becomes
/// async fn f(ARGS) -> RESULT {
///     struct __ResiliencePlace;                  // locates the function's layers
///     use ::resilience::__private as __resilience;
///     use timeout as _;                          // each attribute that was collected, several in braces
///     static __RESILIENCE: Function<…> = …;      // the settings of each layer
///     let mut call = Call::new(PLACE);
///     let answer = loop {                        // if there is a retry
///         let answer = attempt(&mut call, async { BODY }).await;
///         call.settle_attempt(&answer, &[]);     // the layers below the retry
///         if let Some(answer) = call.again(asks, answer) { break answer; }
///     };
///     call.settle_call(&answer, &[]);            // the layers above the retry
///     call.leave::<_, _, REJECTION>(answer)
/// }
/// ```
fn pipeline(function: &Function, gathered: &Gathered, imports: &TokenStream) -> TokenStream {
    let Gathered { facade, layers, .. } = gathered;
    let arguments: Vec<_> = function
        .parameters()
        .map(|it| argument(&it, &function.asyncness))
        .collect();
    let generics = generic_parameters(&function.sig);
    let judges: Vec<_> = layers
        .iter()
        .filter_map(|layer| layer.policy.judge())
        .collect();
    let name = function.sig.ident.unraw().to_string();
    let path = hygienic!(::core::concat!(::core::module_path!(), "::", #name));
    let context = |layer: &Layer| Context {
        arguments: &arguments,
        generics: &generics,
        judges: &judges,
        path: &path,
        span: layer.span,
    };

    let Parts {
        outer,
        retry,
        inner,
    } = Parts::of(layers);
    let item = |layer: &Layer| layer.policy.declaration(&context(layer));
    let items = Pipeline {
        outer: outer.iter().filter_map(item).collect(),
        retry: retry.into_iter().filter_map(item).collect(),
        inner: inner.iter().filter_map(item).collect(),
    };
    let begin = begin(items, layers, &path);
    let fits = Layer::nested_time_limits(layers)
        .map(|(attempt, whole)| TimeLimit::nested_check(attempt, whole, &generics));
    let attempt = attempt(function, layers);
    let settle_attempt = settle("settle_attempt", inner);
    let attempt = hygienic!(#attempt #settle_attempt);
    let attempts = match retry {
        Some(retry) => retry.policy.repeat(&attempt),
        None => attempt,
    };
    let settle_call = settle("settle_call", outer);
    let answer = hygienic!(#attempts #settle_call);
    let rejection = if layers.iter().any(|layer| layer.policy.needs_rejections()) {
        quote!(__resilience::Rejected)
    } else {
        quote!(__resilience::Infallible)
    };
    let span = error_span(function.output());
    let leave = hygienic!(@span call.leave::<_, _, #rejection>(answer));
    let end = match layers.first() {
        Some(layer) => layer
            .policy
            .end(&context(layer), &answer, &rejection, &leave),
        None => hygienic!(#answer #leave),
    };
    let marker = Ident::new(MARKER, Span::mixed_site());
    let block = hygienic!({
        struct #marker;
        use #facade::__private as __resilience;
        #imports
        #fits
        #begin
        #end
    });
    function.with_body(&block, &quote!(#facade::__private::Box))
}

/// The function with the user's body, without our attributes.
fn without_our_attributes(function: &Function, imports: &TokenStream) -> TokenStream {
    let Some(body) = body_as_value(function) else {
        return function.without_body();
    };
    match function.asyncness {
        // The body creates the future. `imports` are items, so they can precede it.
        Asyncness::Future | Asyncness::Boxed | Asyncness::Sync => {
            function.with(&hygienic!({ #imports #body }))
        }
        Asyncness::Async | Asyncness::AsyncTrait(_) => {
            function.with_body(&hygienic!({ #imports #body }), &TokenStream::new())
        }
    }
}

/// The argument as an expression.
fn argument<'a>(parameter: &Parameter<'a>, asyncness: &Asyncness) -> Argument<'a> {
    let (conditions, name) = match parameter {
        Parameter::Receiver(_) if matches!(asyncness, Asyncness::AsyncTrait(_)) => {
            (Vec::new(), quote!(__self))
        }
        Parameter::Receiver(receiver) => (Vec::new(), receiver.self_token.to_token_stream()),
        Parameter::Named(name, attrs) => {
            let conditions = attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
            (conditions.collect(), name.to_token_stream())
        }
        // `check` reports an unnamed argument if a layer needs it.
        Parameter::Unnamed(_) => (Vec::new(), TokenStream::new()),
    };
    Argument { conditions, name }
}

/// Imports each collected attribute, which rustc no longer resolves itself.
///
/// So its `use` counts as used, a misspelt path is an error, and editors show its docs. Tokens are
/// appended one by one, which compiles faster than quoting a stream for each.
fn imports(paths: &[Path]) -> TokenStream {
    let mut imports = TokenStream::new();
    for (index, path) in paths.iter().enumerate() {
        if index > 0 {
            imports.append(Punct::new(',', Spacing::Alone));
        }
        path.leading_colon.to_tokens(&mut imports);
        let mut span = Span::mixed_site();
        for segment in path.segments.pairs() {
            // An argument may have the name of the attribute. This scope contains items only.
            let mut word = segment.value().ident.clone();
            span = Span::mixed_site().located_at(word.span());
            word.set_span(span);
            imports.append(word);
            segment.punct().to_tokens(&mut imports);
        }
        for word in ["as", "_"] {
            imports.append(Ident::new(word, span));
        }
    }
    match paths.len() {
        0 => return imports,
        // rustc warns about braces around a single import.
        1 => {}
        _ => imports = TokenTree::Group(Group::new(Delimiter::Brace, imports)).into(),
    }
    hygienic! {
        #[allow(unused_imports)]
        use #imports;
    }
}

/// The span of the error type: the last type argument of the result, or else the whole result.
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

//! The user's body, as the attempt of a call.

use proc_macro2::{Group, Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{ReturnType, Type, parse_quote};

use crate::form::Form;
use crate::function::Function;
use crate::policy::Layer;
use crate::span::ours;

/// The body as the value of a block. rustc lints such braces, unless they are ours.
pub(crate) fn body_as_value(function: &Function) -> Option<Group> {
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
fn body(function: &Function, span: Span, layers: &[Layer]) -> TokenStream {
    let body = body_as_value(function).into_token_stream();
    let kept = layers.iter().any(|layer| layer.policy.keeps_arguments());
    let capture = (!kept).then(|| ours!(move));
    match (&function.form, &function.sig.output) {
        (Form::Future | Form::Boxed, ReturnType::Type(_, future)) => {
            let future = typed(future, future.span(), &body, capture.as_ref());
            // clippy looks for this allowance around the block, and nowhere in it. A block that ends
            // in a word of ours would do without, but be unreachable below a body that is `todo!()`.
            let answer = ours!({
                #[allow(clippy::async_yields_async)]
                let future = #future;
                future.await.await
            });
            match function.output() {
                Some(output) => typed(output, span, &answer, capture.as_ref()),
                None => ours!(async #answer),
            }
        }
        _ => typed(
            function.output().unwrap_or(&parse_quote!(())),
            span,
            &body,
            capture.as_ref(),
        ),
    }
}

/// A block that answers a value of that type, which stands at `span`.
fn typed(
    output: &Type,
    span: Span,
    body: &TokenStream,
    capture: Option<&TokenStream>,
) -> TokenStream {
    let mut output = output.clone();
    Opaque.visit_type_mut(&mut output);
    let never = ours!(@span __resilience::never::<#output>());
    ours!(async #capture {
        if false {
            return #never;
        }
        #body
    })
}

/// ```text
/// let body = BODY;
/// let answer = match attempt(&mut call, body).await {
///     Attempted::Settled(value) => return call.finish(value),
///     Attempted::Unsettled(answer) => answer,
/// };
/// // where a layer looks at each success
/// let answer = attempt(&mut call, body).await.answer();
/// ```
pub(crate) fn attempt(function: &Function, layers: &[Layer]) -> TokenStream {
    let span = function
        .output()
        .map_or_else(Span::call_site, Spanned::span);
    let body = body(function, span, layers);
    let attempt = ours!(@span __resilience::attempt(&mut call, body).await);
    let answer = if layers.iter().any(|layer| layer.policy.looks_at_successes()) {
        ours!(#attempt.answer())
    } else {
        let leave = ours!(@span return call.finish(value));
        ours! {
            match #attempt {
                __resilience::Attempted::Settled(value) => #leave,
                __resilience::Attempted::Unsettled(answer) => answer,
            }
        }
    };
    ours! {
        let body = #body;
        let answer = #answer;
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

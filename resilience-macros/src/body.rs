//! The code of one attempt: the user's body in an `async` block.

use proc_macro2::{Group, Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{ReturnType, Type, parse_quote};

use crate::asyncness::Asyncness;
use crate::function::Function;
use crate::hygiene::hygienic;
use crate::policy::Layer;

/// The body as the value of a block. With the user's span, rustc would warn about unused braces.
pub(crate) fn body_as_value(function: &Function) -> Option<Group> {
    let mut body = function.body.clone()?;
    body.set_span(Span::mixed_site().located_at(body.span()));
    Some(body)
}

/// Puts the body in an `async` block, so that `?` and `return` end the attempt and not the function.
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
/// The unreachable `return` fixes the type of the block, so that rustc reports a body of the wrong type
/// at the wrong expression. The block is `async move` if no layer needs the arguments again. Then the
/// body owns them, and need not borrow one, which would require the argument to be `Sync`.
fn body(function: &Function, span: Span, layers: &[Layer]) -> TokenStream {
    let body = body_as_value(function).into_token_stream();
    let arguments_needed_again = layers
        .iter()
        .any(|layer| layer.policy.needs_arguments_again());
    let capture = (!arguments_needed_again).then(|| hygienic!(move));
    match (&function.asyncness, &function.sig.output) {
        (Asyncness::Future | Asyncness::Boxed, ReturnType::Type(_, future)) => {
            let future = typed(future, future.span(), &body, capture.as_ref());
            // clippy reads this allowance only around the block, not inside it. Ending the block with
            // another expression would avoid the lint, but warn as unreachable after a `todo!()`.
            let answer = hygienic!({
                #[allow(clippy::async_yields_async)]
                let future = #future;
                future.await.await
            });
            match function.output() {
                Some(output) => typed(output, span, &answer, capture.as_ref()),
                None => hygienic!(async #answer),
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

/// An `async` block whose value has the type `output`. Type errors are reported at `span`.
fn typed(
    output: &Type,
    span: Span,
    body: &TokenStream,
    capture: Option<&TokenStream>,
) -> TokenStream {
    let mut output = output.clone();
    Opaque.visit_type_mut(&mut output);
    let never = hygienic!(@span __resilience::never::<#output>());
    hygienic!(async #capture {
        if false {
            return #never;
        }
        #body
    })
}

/// Runs one attempt and binds its `answer`.
///
/// ```text
/// let body = BODY;
/// let answer = match attempt(&mut call, body).await {
///     Attempted::Settled(value) => return call.finish(value),
///     Attempted::Unsettled(answer) => answer,
/// };
/// // if a layer looks at each success
/// let answer = attempt(&mut call, body).await.answer();
/// ```
pub(crate) fn attempt(function: &Function, layers: &[Layer]) -> TokenStream {
    let span = function
        .output()
        .map_or_else(Span::call_site, Spanned::span);
    let body = body(function, span, layers);
    let attempt = hygienic!(@span __resilience::attempt(&mut call, body).await);
    let answer = if layers.iter().any(|layer| layer.policy.looks_at_successes()) {
        hygienic!(#attempt.answer())
    } else {
        let leave = hygienic!(@span return call.finish(value));
        hygienic! {
            match #attempt {
                __resilience::Attempted::Settled(value) => #leave,
                __resilience::Attempted::Unsettled(answer) => answer,
            }
        }
    };
    hygienic! {
        let body = #body;
        let answer = #answer;
    }
}

/// Replaces `impl Trait`, which is not allowed in a body, by `_`.
struct Opaque;

impl VisitMut for Opaque {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if matches!(ty, Type::ImplTrait(_)) {
            *ty = parse_quote!(_);
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

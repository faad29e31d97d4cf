//! A layer: one attribute with its parsed settings.

use proc_macro2::{Span, TokenStream};
use syn::Ident;

use super::context::Context;
use super::declaration::Declaration;
use super::predicate::Predicate;
use super::time_limit::TimeLimit;
use crate::errors::Errors;
use crate::function::Function;
use crate::hygiene::hygienic;

/// One attribute with its parsed settings.
pub(crate) struct Layer {
    /// The attribute's name.
    pub(crate) name: &'static str,
    /// The span of the attribute's name.
    pub(crate) span: Span,
    pub(crate) policy: Box<dyn Policy>,
}

impl Layer {
    /// The time limits of each attempt and of the whole call, if there are both.
    pub(crate) fn nested_time_limits(layers: &[Self]) -> Option<(&TimeLimit, &TimeLimit)> {
        let mut limits = layers.iter().filter_map(|layer| layer.policy.time_limit());
        let (whole, attempt) = (limits.next()?, limits.next()?);
        Some((attempt, whole))
    }
}

/// The settings of one attribute, and the code that it emits.
///
/// Every policy implements `declaration`. It overrides another method only if the default is wrong for it.
pub(crate) trait Policy {
    /// Whether this layer can reject a call.
    fn rejects(&self) -> bool {
        false
    }

    /// Whether the expansion must name the type `Rejected`.
    fn needs_rejections(&self) -> bool {
        self.rejects()
    }

    /// Whether this layer is the loop that repeats everything below it.
    fn repeats(&self) -> bool {
        false
    }

    /// Whether this layer needs the arguments again after the body has run.
    fn needs_arguments_again(&self) -> bool {
        false
    }

    /// The arguments in `clone(…)`, which this layer clones for the layers below it.
    fn cloned_arguments(&self) -> &[Ident] {
        &[]
    }

    /// The limit of a timeout.
    fn time_limit(&self) -> Option<&TimeLimit> {
        None
    }

    /// The name and settings of a registered policy whose values only rustc can compute.
    ///
    /// A registered policy exists before the first call, so they cannot use a generic parameter.
    fn registered_expressions(&self) -> TokenStream {
        TokenStream::new()
    }

    /// The predicate `judge`, which looks at an `Ok` as well.
    fn judge(&self) -> Option<&Predicate> {
        None
    }

    /// Whether this layer must see each success.
    fn looks_at_successes(&self) -> bool {
        self.judge().is_some()
    }

    /// The predicate of a layer that records results; `None` for a layer that ignores results.
    fn settles(&self) -> Option<&Predicate> {
        None
    }

    /// Whether a call passes through this layer in the pipeline.
    fn is_in_pipeline(&self) -> bool {
        true
    }

    /// Checks the layer against the function and the other layers.
    fn check(&self, _position: &Position<'_>, _errors: &mut Errors) {}

    /// The part of the function's static for this layer; `None` if it has none.
    fn declaration(&self, cx: &Context<'_>) -> Option<Declaration>;

    /// The loop around `attempt`, if this layer repeats it. Both are statements that bind `answer`.
    fn repeat(&self, attempt: &TokenStream) -> TokenStream {
        attempt.clone()
    }

    /// The code of the whole call, if this layer is the outermost.
    ///
    /// `answer` are the statements of all layers, which bind `answer`. `leave` is the expression that
    /// converts it to the function's result.
    fn end(
        &self,
        _cx: &Context<'_>,
        answer: &TokenStream,
        _rejection: &TokenStream,
        leave: &TokenStream,
    ) -> TokenStream {
        hygienic!(#answer #leave)
    }
}

/// The position of a layer among all layers of a function.
pub(crate) struct Position<'a> {
    pub(crate) function: &'a Function,
    pub(crate) layers: &'a [Layer],
    /// Its index in `layers`, the outermost first.
    pub(crate) index: usize,
}

impl Position<'_> {
    pub(crate) fn is_outermost(&self) -> bool {
        self.index == 0
    }

    /// The span of the attribute's name.
    pub(crate) fn span(&self) -> Span {
        self.layers[self.index].span
    }
}

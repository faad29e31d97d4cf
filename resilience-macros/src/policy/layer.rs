//! A layer: one attribute, its settings read, and the code that it becomes.

use proc_macro2::{Span, TokenStream};
use syn::Ident;

use super::context::{Context, Item};
use super::predicate::Predicate;
use super::time_limit::TimeLimit;
use crate::errors::Errors;
use crate::function::Function;
use crate::span::ours;

/// One attribute of ours, read.
pub(crate) struct Layer {
    /// The attribute's name.
    pub(crate) name: &'static str,
    /// The span of the attribute's name.
    pub(crate) span: Span,
    pub(crate) policy: Box<dyn Policy>,
}

impl Layer {
    /// The time limits of each attempt and of the whole call, where there are both.
    pub(crate) fn nested_time_limits(layers: &[Self]) -> Option<(&TimeLimit, &TimeLimit)> {
        let mut limits = layers.iter().filter_map(|layer| layer.policy.time_limit());
        let (whole, attempt) = (limits.next()?, limits.next()?);
        Some((attempt, whole))
    }
}

/// The settings of one attribute, and the code that they become.
///
/// A policy that a call passes through overrides `item`; all else only where the default is not right.
pub(crate) trait Policy {
    /// Whether this layer puts a rejection in the place of an answer.
    fn rejects(&self) -> bool {
        false
    }

    /// Whether the type of rejections is needed, even where none can come up.
    fn needs_rejections(&self) -> bool {
        self.rejects()
    }

    /// Whether this layer is the loop that repeats everything below it.
    fn repeats(&self) -> bool {
        false
    }

    /// Whether this layer needs the arguments again after the body has run.
    fn keeps_arguments(&self) -> bool {
        false
    }

    /// The arguments that this layer clones for what stands below it.
    fn clones(&self) -> &[Ident] {
        &[]
    }

    /// The limit of a timeout.
    fn time_limit(&self) -> Option<&TimeLimit> {
        None
    }

    /// What only rustc knows of the settings that are registered under a name: they are there before the
    /// first call.
    fn registered(&self) -> TokenStream {
        TokenStream::new()
    }

    /// The predicate by which this layer looks at an `Ok` too.
    fn judge(&self) -> Option<&Predicate> {
        None
    }

    /// Whether there is something to do for it where a call has simply succeeded.
    fn looks_at_successes(&self) -> bool {
        self.judge().is_some()
    }

    /// The predicate of a layer that settles calls; `None` for a layer without an interest in their results.
    fn settles(&self) -> Option<&Predicate> {
        None
    }

    /// Whether a call passes through this layer in the pipeline.
    fn is_in_pipeline(&self) -> bool {
        true
    }

    /// Checks the layer against the function and the layers around it.
    fn check(&self, _position: &Position<'_>, _errors: &mut Errors) {}

    /// What this layer is made of; `None` where a call does not pass through it.
    fn item(&self, cx: &Context<'_>) -> Option<Item>;

    /// The loop around `attempt`, where this layer repeats it. Both are statements that bind `answer`.
    fn repeat(&self, attempt: &TokenStream) -> TokenStream {
        attempt.clone()
    }

    /// How the function ends where this layer is the outermost: `answer` are the statements of all layers, `leave`
    /// is the expression that makes the function's result of the answer.
    fn end(
        &self,
        _cx: &Context<'_>,
        answer: &TokenStream,
        _rejection: &TokenStream,
        leave: &TokenStream,
    ) -> TokenStream {
        ours!(#answer #leave)
    }
}

/// Where a layer stands.
pub(crate) struct Position<'a> {
    pub(crate) function: &'a Function,
    pub(crate) layers: &'a [Layer],
    /// Its place in `layers`, the outermost first.
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

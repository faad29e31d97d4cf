//! The window of a circuit breaker: a number of calls or a duration.

use syn::Lit;

use super::Expression;
use super::duration::duration;
use super::number::whole_number;
use super::value::{Value, ValueKind};
use crate::errors::Errors;
use crate::hygiene::hygienic;

/// A window, as an expression of type `Window`.
///
/// Only rustc knows whether a constant is a number or a duration.
pub(crate) fn window(value: &Value, errors: &mut Errors) -> Option<Expression> {
    let span = value.span();
    match value.kind() {
        ValueKind::Literal(Lit::Int(literal)) if matches!(literal.suffix(), "" | "u32") => {
            let calls = whole_number("window", value, 1, errors)?;
            let calls = hygienic!(@span __resilience::Window::Calls(#calls));
            Some(Expression::generated(span, calls))
        }
        ValueKind::Literal(Lit::Int(_) | Lit::Float(_) | Lit::Str(_)) => {
            let time = duration("window", value, false, errors)?;
            let time = hygienic!(@span __resilience::Window::Time(#time));
            Some(Expression::generated(span, time))
        }
        ValueKind::Other(constant) => {
            let constant = hygienic!(@span __resilience::window_of(#constant).window());
            Some(Expression::unevaluated(span, constant))
        }
        ValueKind::Literal(_) | ValueKind::Negative | ValueKind::Percent => {
            errors.on(
                value,
                "`window` takes a number of calls or a duration, such as `window = 100`, \
                 `window = 10s`",
            );
            None
        }
    }
}

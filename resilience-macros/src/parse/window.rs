//! How far a breaker looks back: a number of calls or a duration.

use syn::Lit;

use super::Expression;
use super::duration::duration;
use super::number::whole;
use super::value::{Form, Value};
use crate::errors::Errors;
use crate::span::ours;

/// A window, as an expression of type `Window`. Only rustc knows the type of a constant.
pub(crate) fn window(value: &Value, errors: &mut Errors) -> Option<Expression> {
    let span = value.span();
    match value.form() {
        Form::Literal(Lit::Int(literal)) if matches!(literal.suffix(), "" | "u32") => {
            let calls = whole("window", value, 1, errors)?;
            let calls = ours!(@span __resilience::Window::Calls(#calls));
            Some(Expression::made(span, calls))
        }
        Form::Literal(Lit::Int(_) | Lit::Float(_) | Lit::Str(_)) => {
            let time = duration("window", value, false, errors)?;
            let time = ours!(@span __resilience::Window::Time(#time));
            Some(Expression::made(span, time))
        }
        Form::Other(constant) => {
            let constant = ours!(@span __resilience::window_of(#constant).window());
            Some(Expression::only_rustc_knows(span, constant))
        }
        Form::Literal(_) | Form::Negative | Form::Percent => {
            errors.on(
                value,
                "`window` takes a number of calls or a duration, such as `window = 100`, \
                 `window = 10s`",
            );
            None
        }
    }
}

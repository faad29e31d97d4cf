//! How far a breaker looks back: a number of calls or a duration.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Lit;
use syn::spanned::Spanned;

use super::duration::duration;
use super::number::whole;
use super::value::{Form, Value};
use crate::errors::Errors;
use crate::span::ours;

/// A window, as an expression of type `Window`. Only rustc knows the type of a constant.
pub(crate) fn window(value: &Value, errors: &mut Errors) -> Option<TokenStream> {
    let span = value.span();
    match value.form() {
        Form::Literal(Lit::Int(literal)) if matches!(literal.suffix(), "" | "u32") => {
            let calls = whole("window", value, 1, errors)?;
            Some(ours!(@span __resilience::Window::Calls(#calls)))
        }
        Form::Literal(Lit::Int(_) | Lit::Float(_) | Lit::Str(_)) => {
            let time = duration("window", value, false, errors)?;
            Some(ours!(@span __resilience::Window::Time(#time)))
        }
        Form::Other(constant) => {
            let constant = constant.to_token_stream();
            Some(ours!(@span __resilience::window_of(#constant).window()))
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

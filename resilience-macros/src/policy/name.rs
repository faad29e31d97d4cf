//! The name of a policy.

use proc_macro2::TokenStream;
use syn::{Expr, Lit};

use super::assignment::Assignment;
use crate::errors::Errors;
use crate::parse::{Args, Expression, Value};

/// Parses the `name` setting: a string, or a constant expression of one.
pub(crate) fn parse_name(args: &mut Args, errors: &mut Errors) -> Option<Expression> {
    let (_, value) = args.take("name", errors)?;
    name_value("name", &value, errors)
}

/// Parses a name: a string that is not empty, or a constant expression of one.
pub(crate) fn name_value(key: &str, value: &Value, errors: &mut Errors) -> Option<Expression> {
    match value {
        Value::Expr(Expr::Lit(literal)) => match &literal.lit {
            Lit::Str(text) if text.value().is_empty() => {
                errors.on(text, format_args!("`{key}` must not be empty"));
                return None;
            }
            text @ Lit::Str(_) => return Some(Expression::literal(text)),
            _ => {}
        },
        Value::Expr(other) => return Some(Expression::from_expr(other)),
        Value::Percent(..) => {}
    }
    errors.on(
        value,
        format_args!("`{key}` takes a string, such as `{key} = \"fraud\"`"),
    );
    None
}

/// The name and settings of a policy whose values only rustc can compute.
pub(crate) fn unevaluated_tokens(
    name: Option<&Expression>,
    settings: &[Assignment],
) -> TokenStream {
    let name = name.and_then(Expression::unevaluated_tokens);
    let settings = settings.iter().filter_map(Assignment::unevaluated_tokens);
    name.into_iter().chain(settings).cloned().collect()
}

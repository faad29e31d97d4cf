//! The name of a policy, and what only rustc knows of its settings.

use proc_macro2::TokenStream;
use syn::{Expr, Lit};

use super::set::Set;
use crate::errors::Errors;
use crate::parse::{Args, Expression, Value};

/// The `name` setting: a string, or a constant expression of one.
pub(crate) fn name(args: &mut Args, errors: &mut Errors) -> Option<Expression> {
    let (_, value) = args.take("name", errors)?;
    string("name", &value, errors)
}

/// A name: a string that is not empty, or a constant expression of one.
pub(crate) fn string(key: &str, value: &Value, errors: &mut Errors) -> Option<Expression> {
    match value {
        Value::Expr(Expr::Lit(literal)) => match &literal.lit {
            Lit::Str(text) if text.value().is_empty() => {
                errors.on(text, format_args!("`{key}` must not be empty"));
                return None;
            }
            text @ Lit::Str(_) => return Some(Expression::literal(text)),
            _ => {}
        },
        Value::Expr(other) => return Some(Expression::other(other)),
        Value::Percent(..) => {}
    }
    errors.on(
        value,
        format_args!("`{key}` takes a name, such as `{key} = \"fraud\"`"),
    );
    None
}

/// What of a policy only rustc knows.
pub(crate) fn unknown(name: Option<&Expression>, settings: &[Set]) -> TokenStream {
    let name = name.and_then(Expression::unknown);
    let settings = settings.iter().filter_map(Set::unknown);
    name.into_iter().chain(settings).cloned().collect()
}

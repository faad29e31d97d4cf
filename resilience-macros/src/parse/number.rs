//! Whole numbers, floats and percentages.

use quote::{ToTokens, quote_spanned};
use syn::{Expr, Lit};

use super::Expression;
use super::value::{Value, ValueKind};
use crate::errors::Errors;
use crate::hygiene::hygienic;

/// A whole number from `min` to `u32::MAX`, as an expression of type `u32`.
pub(crate) fn whole_number(
    key: &str,
    value: &Value,
    min: u32,
    errors: &mut Errors,
) -> Option<Expression> {
    let at_least = || format!("`{key}` must be at least {min}");
    match value.kind() {
        ValueKind::Literal(literal @ Lit::Int(digits)) if matches!(digits.suffix(), "" | "u32") => {
            match literal_number(value) {
                Some(number) if number >= min => return Some(Expression::literal(literal)),
                Some(_) => errors.on(value, at_least()),
                None => errors.on(value, format_args!("`{key}` must be at most {}", u32::MAX)),
            }
        }
        ValueKind::Other(expr) => return Some(Expression::from_expr(expr)),
        ValueKind::Negative => errors.on(value, at_least()),
        ValueKind::Literal(_) | ValueKind::Percent => {
            errors.on(
                value,
                format_args!(
                    "`{key}` takes a whole number, such as `{key} = {}`",
                    min.max(3)
                ),
            );
        }
    }
    None
}

/// The value of a literal; `None` for other expressions.
pub(crate) fn literal_number(value: &Value) -> Option<u32> {
    match value.kind() {
        ValueKind::Literal(Lit::Int(literal)) if matches!(literal.suffix(), "" | "u32") => {
            literal.base10_parse().ok()
        }
        _ => None,
    }
}

/// A number from `min` to `max`, as an expression of type `f64`.
pub(crate) fn float(
    key: &str,
    value: &Value,
    (min, max): (f64, f64),
    errors: &mut Errors,
) -> Option<Expression> {
    let range = || match max {
        f64::INFINITY => format!("`{key}` must be a number from {min:?} up"),
        max => format!("`{key}` must be a number from {min} to {max}"),
    };
    let number = match value.kind() {
        ValueKind::Literal(Lit::Int(literal)) if literal.suffix().is_empty() => {
            literal.base10_parse::<f64>()
        }
        ValueKind::Literal(Lit::Float(literal)) if matches!(literal.suffix(), "" | "f64") => {
            literal.base10_parse::<f64>()
        }
        ValueKind::Other(expr) => return Some(Expression::from_expr(expr)),
        ValueKind::Negative | ValueKind::Literal(_) | ValueKind::Percent => {
            errors.on(value, range());
            return None;
        }
    };
    match number {
        Ok(number) if number >= min && number <= max && number.is_finite() => {
            let span = value.span();
            Some(Expression::generated(span, quote_spanned!(span=> #number)))
        }
        _ => {
            errors.on(value, range());
            None
        }
    }
}

/// A percentage, as an expression of type `Percent`.
pub(crate) fn percent(
    key: &str,
    value: &Value,
    zero: bool,
    errors: &mut Errors,
) -> Option<Expression> {
    let text = match value {
        Value::Percent(number, _) => number.to_token_stream().to_string(),
        Value::Expr(Expr::Lit(_) | Expr::Unary(_)) => {
            let example = literal_number(value).filter(|number| (1..=100).contains(number));
            let example = example.unwrap_or(10);
            errors.on(
                value,
                format_args!("`{key}` takes a percentage, such as `{key} = {example}%`"),
            );
            return None;
        }
        Value::Expr(expr) => return Some(Expression::from_expr(expr)),
    };
    match millionths(&text) {
        Some(0) if !zero => {
            errors.on(value, format_args!("`{key}` must be above `0%`"));
            None
        }
        Some(millionths) => {
            let span = value.span();
            let tokens = hygienic!(@span __resilience::Percent::from_millionths(#millionths));
            Some(Expression::generated(span, tokens))
        }
        None => {
            errors.on(
                value,
                format_args!("`{key}` must be from `0%` to `100%`, with at most four decimals"),
            );
            None
        }
    }
}

fn millionths(percent: &str) -> Option<u32> {
    let nanos = scaled(percent, 10_000)?;
    u32::try_from(nanos)
        .ok()
        .filter(|millionths| *millionths <= 1_000_000)
}

/// The decimal `number` times `unit`, if the product is a whole number.
pub(super) fn scaled(number: &str, unit: u64) -> Option<u128> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let whole: u128 = whole.parse().ok()?;
    let scale = 10_u128.checked_pow(u32::try_from(part.len()).ok()?)?;
    let part: u128 = if part.is_empty() {
        0
    } else {
        part.parse().ok()?
    };
    let total = whole
        .checked_mul(scale)?
        .checked_add(part)?
        .checked_mul(u128::from(unit))?;
    (total % scale == 0).then_some(total / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_read_exactly() {
        assert_eq!(millionths("10"), Some(100_000));
        assert_eq!(millionths("0.5"), Some(5_000));
        assert_eq!(millionths("100"), Some(1_000_000));
        assert_eq!(millionths("101"), None);
        assert_eq!(millionths("0.00001"), None);
    }
}

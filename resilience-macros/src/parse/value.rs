//! Values: whole numbers, floats, percentages, durations and ranges of them.
//!
//! A literal is read and checked here, in our own words. Any other expression is handed on as it
//! stands: the builder's setter is a `const fn`, which rustc evaluates, so that a constant out of
//! range does not compile either.

use std::time::Duration;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Expr, ExprRange, Lit, RangeLimits, Token, UnOp};

use crate::errors::Errors;

const UNITS: &str = "`ns`, `us`, `ms`, `s`, `m`, `h`, `d`";

/// The value of a setting.
#[derive(Clone)]
pub(crate) enum Value {
    /// `10%`
    Percent(Lit, Token![%]),
    Expr(Expr),
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Lit) && input.peek2(Token![%]) {
            let ahead = input.fork();
            let (number, percent) = (ahead.parse()?, ahead.parse()?);
            if ahead.is_empty() || ahead.peek(Token![,]) {
                syn::parse::discouraged::Speculative::advance_to(input, &ahead);
                return Ok(Self::Percent(number, percent));
            }
        }
        let mut expr: Expr = input.parse()?;
        // A value that comes through a `macro_rules` variable is in an invisible group.
        while let Expr::Group(group) = expr {
            expr = *group.expr;
        }
        Ok(Self::Expr(expr))
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Percent(number, percent) => {
                number.to_tokens(tokens);
                percent.to_tokens(tokens);
            }
            Self::Expr(expr) => expr.to_tokens(tokens),
        }
    }
}

/// A literal, negated or not, or another expression.
enum Form<'a> {
    Literal(&'a Lit),
    Negative,
    Other(&'a Expr),
    Percent,
}

impl Value {
    fn form(&self) -> Form<'_> {
        match self {
            Self::Percent(..) => Form::Percent,
            Self::Expr(Expr::Lit(literal)) => Form::Literal(&literal.lit),
            Self::Expr(Expr::Unary(unary))
                if matches!((&unary.op, &*unary.expr), (UnOp::Neg(_), Expr::Lit(_))) =>
            {
                Form::Negative
            }
            Self::Expr(other) => Form::Other(other),
        }
    }
}

/// A whole number from `min` to `u32::MAX`, as an expression of type `u32`.
pub(crate) fn whole(
    key: &str,
    value: &Value,
    min: u32,
    errors: &mut Errors,
) -> Option<TokenStream> {
    match value.form() {
        Form::Literal(Lit::Int(literal)) if matches!(literal.suffix(), "" | "u32") => {
            if literal
                .base10_parse::<u32>()
                .is_ok_and(|number| number >= min)
            {
                return Some(value.to_token_stream());
            }
            errors.on(
                value,
                format_args!("`{key}` must be from {min} to {}", u32::MAX),
            );
        }
        Form::Other(expr) => return Some(expr.to_token_stream()),
        Form::Negative => errors.on(
            value,
            format_args!("`{key}` must be from {min} to {}", u32::MAX),
        ),
        Form::Literal(_) | Form::Percent => {
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

/// A number from `min` to `max`, as an expression of type `f64`.
pub(crate) fn float(
    key: &str,
    value: &Value,
    (min, max): (f64, f64),
    errors: &mut Errors,
) -> Option<TokenStream> {
    let range = || match max {
        f64::INFINITY => format!("`{key}` must be a number from {min:?} up"),
        max => format!("`{key}` must be a number from {min} to {max}"),
    };
    let number = match value.form() {
        Form::Literal(Lit::Int(literal)) if literal.suffix().is_empty() => {
            literal.base10_parse::<f64>()
        }
        Form::Literal(Lit::Float(literal)) if matches!(literal.suffix(), "" | "f64") => {
            literal.base10_parse::<f64>()
        }
        Form::Other(expr) => return Some(expr.to_token_stream()),
        Form::Negative | Form::Literal(_) | Form::Percent => {
            errors.on(value, range());
            return None;
        }
    };
    match number {
        Ok(number) if number >= min && number <= max && number.is_finite() => {
            Some(quote_spanned!(value.span()=> #number))
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
    private: &TokenStream,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let number = match value {
        Value::Percent(number, _) => number,
        Value::Expr(Expr::Lit(_) | Expr::Unary(_)) => {
            errors.on(
                value,
                format_args!("`{key}` takes a percentage, such as `{key} = 10%`"),
            );
            return None;
        }
        Value::Expr(expr) => return Some(expr.to_token_stream()),
    };
    let text = number.to_token_stream().to_string();
    match millionths(&text) {
        Some(millionths) => {
            Some(quote_spanned!(value.span()=> #private::Percent::from_millionths(#millionths)))
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

/// A duration, as an expression of type `Duration`.
pub(crate) fn duration(
    key: &str,
    value: &Value,
    zero: bool,
    errors: &mut Errors,
) -> Option<TokenStream> {
    match value {
        Value::Percent(..) => {
            errors.on(value, not_a_duration(key));
            None
        }
        Value::Expr(expr) => end(key, expr, zero, errors).map(|(tokens, _)| tokens),
    }
}

/// A duration or a range of two, as expressions of type `Duration`.
pub(crate) fn duration_range(
    key: &str,
    value: &Value,
    errors: &mut Errors,
) -> Option<(TokenStream, Option<TokenStream>)> {
    let Value::Expr(Expr::Range(range)) = value else {
        return duration(key, value, false, errors).map(|single| (single, None));
    };
    let ExprRange {
        start: Some(start),
        end: Some(stop),
        limits: RangeLimits::HalfOpen(_),
        ..
    } = range
    else {
        errors.on(
            value,
            format_args!("`{key}` takes a range with both ends, such as `{key} = 1s..60s`"),
        );
        return None;
    };
    let (first, last) = (
        end(key, start, false, errors),
        end(key, stop, false, errors),
    );
    let ((first, shorter), (last, longer)) = (first?, last?);
    if shorter
        .zip(longer)
        .is_some_and(|(shorter, longer)| shorter > longer)
    {
        errors.on(
            value,
            format_args!("`{key}` takes a range from the shorter to the longer duration"),
        );
        return None;
    }
    Some((first, Some(last)))
}

/// A duration, and its length where that is known here.
fn end(
    key: &str,
    expr: &Expr,
    zero: bool,
    errors: &mut Errors,
) -> Option<(TokenStream, Option<Duration>)> {
    let text = match Value::Expr(expr.clone()).form() {
        Form::Literal(literal @ (Lit::Int(_) | Lit::Float(_))) => {
            literal.to_token_stream().to_string()
        }
        Form::Literal(Lit::Str(text)) => text.value(),
        Form::Other(other) => return Some((other.to_token_stream(), None)),
        Form::Literal(_) | Form::Percent => {
            errors.on(expr, not_a_duration(key));
            return None;
        }
        Form::Negative => {
            errors.on(expr, format_args!("`{key}` cannot be negative"));
            return None;
        }
    };
    match read_duration(&text) {
        Ok(Duration::ZERO) if !zero => {
            errors.on(expr, format_args!("`{key}` must be longer than zero"));
            None
        }
        Ok(length) => {
            let (seconds, nanos) = (length.as_secs(), length.subsec_nanos());
            let tokens =
                quote_spanned!(expr.span()=> ::core::time::Duration::new(#seconds, #nanos));
            Some((tokens, Some(length)))
        }
        Err(Unreadable::NoUnit(number)) => {
            errors.on(
                expr,
                format_args!("`{key}` lacks its unit, write `{number}s`; units are {UNITS}"),
            );
            None
        }
        Err(Unreadable::Unit(unit)) => {
            errors.on(
                expr,
                format_args!("unknown unit `{unit}` of a duration, expected one of: {UNITS}"),
            );
            None
        }
        Err(Unreadable::Number) => {
            errors.on(expr, not_a_duration(key));
            None
        }
    }
}

fn not_a_duration(key: &str) -> String {
    format!("`{key}` takes a duration, such as `{key} = 30s`; units are {UNITS}")
}

#[derive(Debug, PartialEq, Eq)]
enum Unreadable {
    Number,
    NoUnit(String),
    Unit(String),
}

/// Reads `30s`, `1.5h`, `250 ms`.
fn read_duration(text: &str) -> Result<Duration, Unreadable> {
    let text = text.trim();
    let split = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_'))
        .unwrap_or(text.len());
    let (number, unit) = (
        text[..split].replace('_', ""),
        text[split..].trim_matches(['_', ' ']),
    );
    let nanos = match unit {
        "ns" => 1,
        "us" | "µs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60 * 1_000_000_000,
        "h" => 3_600 * 1_000_000_000,
        "d" => 86_400 * 1_000_000_000,
        "" if scaled(&number, 1).is_some() => return Err(Unreadable::NoUnit(number)),
        unit if number.is_empty() || unit.is_empty() => return Err(Unreadable::Number),
        unit => return Err(Unreadable::Unit(unit.to_owned())),
    };
    let nanos = scaled(&number, nanos).ok_or(Unreadable::Number)?;
    u64::try_from(nanos)
        .map(Duration::from_nanos)
        .map_err(|_| Unreadable::Number)
}

/// The decimal `number` times `unit`, if that is a whole number.
fn scaled(number: &str, unit: u64) -> Option<u128> {
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

/// `::core::option::Option` of an expression.
pub(crate) fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_exactly() {
        for (text, nanos) in [
            ("30s", 30_000_000_000),
            ("250ms", 250_000_000),
            ("1.5h", 5_400_000_000_000),
            ("1_000us", 1_000_000),
            (" 2 m ", 120_000_000_000),
            ("365d", 31_536_000_000_000_000),
            ("0.1ns", u64::MAX),
        ] {
            let expected = if nanos == u64::MAX {
                Err(Unreadable::Number)
            } else {
                Ok(Duration::from_nanos(nanos))
            };
            assert_eq!(read_duration(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_told_apart() {
        assert_eq!(read_duration("30"), Err(Unreadable::NoUnit("30".into())));
        assert_eq!(read_duration("30sec"), Err(Unreadable::Unit("sec".into())));
        assert_eq!(read_duration("soon"), Err(Unreadable::Number));
        assert_eq!(read_duration(""), Err(Unreadable::Number));
        assert_eq!(read_duration("999999999999d"), Err(Unreadable::Number));
    }

    #[test]
    fn percentages_are_read_exactly() {
        assert_eq!(millionths("10"), Some(100_000));
        assert_eq!(millionths("0.5"), Some(5_000));
        assert_eq!(millionths("100"), Some(1_000_000));
        assert_eq!(millionths("101"), None);
        assert_eq!(millionths("0.00001"), None);
    }
}

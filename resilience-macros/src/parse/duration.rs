//! Durations and ranges of durations.

use std::time::Duration;

use quote::{ToTokens, quote_spanned};
use syn::{Expr, ExprRange, Lit, RangeLimits};

use super::Expression;
use super::number::scaled;
use super::value::{Value, ValueKind, span};
use crate::errors::Errors;

const UNITS: &str = "`ns`, `us`, `ms`, `s`, `m`, `h`, `d`";

/// A duration, as an expression of type `Duration`.
pub(crate) fn duration(
    key: &str,
    value: &Value,
    zero: bool,
    errors: &mut Errors,
) -> Option<Expression> {
    match value {
        Value::Percent(..) => {
            errors.on(value, not_a_duration(key));
            None
        }
        Value::Expr(expr) => duration_expr(key, expr, zero, errors).map(|(end, _)| end),
    }
}

/// The value of a literal; `None` for other expressions.
pub(crate) fn literal_duration(value: &Value) -> Option<Duration> {
    match value.kind() {
        ValueKind::Literal(Lit::Str(text)) => read_duration(&text.value()).ok(),
        ValueKind::Literal(literal) => read_duration(&literal.to_token_stream().to_string()).ok(),
        ValueKind::Negative | ValueKind::Percent | ValueKind::Other(_) => None,
    }
}

/// A duration or a range of two, as expressions of type `Duration`.
pub(crate) fn duration_range(
    key: &str,
    value: &Value,
    errors: &mut Errors,
) -> Option<(Expression, Option<Expression>)> {
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
            format_args!("`{key}` takes a range of two durations, such as `{key} = 1s..60s`"),
        );
        return None;
    };
    let (first, last) = (
        duration_expr(key, start, false, errors),
        duration_expr(key, stop, false, errors),
    );
    let ((first, shorter), (last, longer)) = (first?, last?);
    if shorter
        .zip(longer)
        .is_some_and(|(shorter, longer)| shorter > longer)
    {
        errors.on(
            value,
            format_args!("`{key}` takes a range from the shorter to the longer duration, such as `{key} = 1s..60s`"),
        );
        return None;
    }
    Some((first, Some(last)))
}

/// A duration, and its value if it is a literal.
fn duration_expr(
    key: &str,
    expr: &Expr,
    zero: bool,
    errors: &mut Errors,
) -> Option<(Expression, Option<Duration>)> {
    let text = match ValueKind::of(expr) {
        ValueKind::Literal(literal @ (Lit::Int(_) | Lit::Float(_))) => {
            literal.to_token_stream().to_string()
        }
        ValueKind::Literal(Lit::Str(text)) => text.value(),
        ValueKind::Other(other) => return Some((Expression::from_expr(other), None)),
        ValueKind::Literal(_) | ValueKind::Percent => {
            errors.on(expr, not_a_duration(key));
            return None;
        }
        ValueKind::Negative => {
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
            let span = span(expr);
            let tokens = quote_spanned!(span=> __resilience::duration(#seconds, #nanos));
            Some((Expression::generated(span, tokens), Some(length)))
        }
        Err(DurationError::NoUnit(number)) => {
            errors.on(
                expr,
                format_args!(
                    "`{key}` needs a unit, write `{number}ms` or `{number}s`; units are {UNITS}"
                ),
            );
            None
        }
        Err(DurationError::Unit(unit)) => {
            let number = text.trim().trim_end_matches(unit.as_str());
            let suggestion = self::unit(&unit).map(|unit| format!("write `{number}{unit}`; "));
            let suggestion = suggestion.unwrap_or_default();
            errors.on(
                expr,
                format_args!("unknown duration unit `{unit}`, {suggestion}units are {UNITS}"),
            );
            None
        }
        Err(DurationError::Number) => {
            errors.on(expr, not_a_duration(key));
            None
        }
        Err(DurationError::TooLong) => {
            errors.on(
                expr,
                format_args!("`{key}` is too long, the longest duration is 584 years"),
            );
            None
        }
    }
}

/// The unit that a word stands for: `ms` for `millis`.
pub(super) fn unit(word: &str) -> Option<&'static str> {
    let unit = match word.to_lowercase().as_str() {
        "ns" | "nanos" | "nanoseconds" => "ns",
        "us" | "µs" | "micros" | "microseconds" => "us",
        "ms" | "msec" | "msecs" | "millis" | "milliseconds" => "ms",
        "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        _ => return None,
    };
    Some(unit)
}

fn not_a_duration(key: &str) -> String {
    let example = if key == "timeout" {
        "#[timeout(30s)]".to_owned()
    } else {
        format!("{key} = 30s")
    };
    format!("`{key}` takes a duration, such as `{example}`; units are {UNITS}")
}

#[derive(Debug, PartialEq, Eq)]
enum DurationError {
    Number,
    TooLong,
    NoUnit(String),
    Unit(String),
}

/// Parses `30s`, `1.5h`, `250 ms`.
fn read_duration(text: &str) -> Result<Duration, DurationError> {
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
        "" if scaled(&number, 1).is_some() => return Err(DurationError::NoUnit(number)),
        unit if number.is_empty() || unit.is_empty() => return Err(DurationError::Number),
        unit => return Err(DurationError::Unit(unit.to_owned())),
    };
    let nanos = scaled(&number, nanos).ok_or(DurationError::Number)?;
    u64::try_from(nanos)
        .map(Duration::from_nanos)
        .map_err(|_| DurationError::TooLong)
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
                Err(DurationError::Number)
            } else {
                Ok(Duration::from_nanos(nanos))
            };
            assert_eq!(read_duration(text), expected, "{text}");
        }
    }

    #[test]
    fn a_unit_is_known_by_its_longer_names() {
        assert_eq!(unit("Seconds"), Some("s"));
        assert_eq!(unit("min"), Some("m"));
        assert_eq!(unit("weeks"), None);
    }

    #[test]
    fn an_invalid_duration_has_a_reason() {
        assert_eq!(read_duration("30"), Err(DurationError::NoUnit("30".into())));
        assert_eq!(
            read_duration("30sec"),
            Err(DurationError::Unit("sec".into()))
        );
        assert_eq!(read_duration("soon"), Err(DurationError::Number));
        assert_eq!(read_duration(""), Err(DurationError::Number));
        assert_eq!(read_duration("999999999999d"), Err(DurationError::TooLong));
    }
}

//! Parsing durations and percentages.

use std::time::Duration;

use crate::Percent;

const UNITS: &str = "`ns`, `us`, `ms`, `s`, `m`, `h`, `d`";

/// The reason why a text cannot be read as a duration.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It does not look like a duration.
    Form,
    /// It looks like a duration, but has an error. The message follows the setting's name.
    Why(String),
}

/// Reads `30s`, `1.5h`, `250 ms`, up to 584 years.
pub(crate) fn duration(text: &str) -> Result<Duration, Unreadable> {
    let text = text.trim();
    let split = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_'))
        .unwrap_or(text.len());
    let number = text[..split].replace('_', "");
    let unit = text[split..].trim();
    let nanos = match unit {
        "ns" => 1,
        "us" | "µs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60 * 1_000_000_000,
        "h" => 3_600 * 1_000_000_000,
        "d" => 86_400 * 1_000_000_000,
        "" if scaled(&number, 1).is_some() => return Err(Unreadable::Why(lacks_unit(&number))),
        _ if number.is_empty() || unit.is_empty() => return Err(Unreadable::Form),
        unit => {
            let why = format!("has the unknown unit `{unit}`, units are {UNITS}");
            return Err(Unreadable::Why(why));
        }
    };
    let nanos = scaled(&number, nanos).ok_or(Unreadable::Form)?;
    let nanos = u64::try_from(nanos).map_err(|_| {
        Unreadable::Why("is too long, the longest duration is 584 years".to_owned())
    })?;
    Ok(Duration::from_nanos(nanos))
}

/// Returns the message for a number where a duration is expected.
pub(crate) fn lacks_unit(number: &str) -> String {
    format!("lacks its unit, write `\"{number}ms\"` or `\"{number}s\"`; units are {UNITS}")
}

/// Reads `50%`, `0.5 %`.
///
/// Returns `None` if the text does not look like a percentage, and an error if it is out of range.
pub(crate) fn percent(text: &str) -> Option<Result<Percent, String>> {
    let number = text.trim().strip_suffix('%')?.trim_end();
    number.parse::<f64>().ok()?;
    let millionths = scaled(number, 10_000).and_then(|it| u32::try_from(it).ok());
    let millionths = millionths.filter(|it| *it <= 1_000_000);
    Some(
        millionths
            .map(Percent::from_millionths)
            .ok_or_else(|| "must be from `0%` to `100%`, with at most four decimals".to_owned()),
    )
}

/// Returns the decimal `number` times `unit`, if that is a whole number.
fn scaled(number: &str, unit: u64) -> Option<u128> {
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let scale = 10_u128.checked_pow(u32::try_from(part.len()).ok()?)?;
    let whole: u128 = whole.parse().ok()?;
    let part: u128 = part.parse().ok()?;
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
    fn durations_are_read_exactly() {
        for (text, nanos) in [
            ("30s", 30_000_000_000),
            ("250ms", 250_000_000),
            ("1.5h", 5_400_000_000_000),
            ("1_000us", 1_000_000),
            (" 2 m ", 120_000_000_000),
            ("365d", 31_536_000_000_000_000),
            ("0s", 0),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_nanos(nanos)), "{text}");
        }
    }

    #[test]
    fn errors_distinguish_other_text_from_a_faulty_duration() {
        for text in ["soon", "", "s", "0.1ns", "-5s", "1.s", ".", "1.2.3s"] {
            assert_eq!(duration(text), Err(Unreadable::Form), "{text}");
        }
        for (text, why) in [
            ("30", "lacks its unit, write `\"30ms\"` or `\"30s\"`"),
            ("30sec", "has the unknown unit `sec`, units are `ns`"),
            ("999999999999d", "is too long"),
        ] {
            let Err(Unreadable::Why(message)) = duration(text) else {
                panic!("{text}");
            };
            assert!(message.starts_with(why), "{message}");
        }
    }

    #[test]
    fn percentages_are_read_exactly() {
        assert_eq!(percent("10%"), Some(Ok(Percent::new(10))));
        assert_eq!(
            percent(" 0.5 % "),
            Some(Ok(Percent::from_millionths(5_000)))
        );
        assert_eq!(percent("100%"), Some(Ok(Percent::new(100))));
        assert!(percent("101%").is_some_and(|it| it.is_err()));
        assert!(percent("-1%").is_some_and(|it| it.is_err()));
        assert!(percent("0.00001%").is_some_and(|it| it.is_err()));
        assert_eq!(percent("10"), None);
        assert_eq!(percent("half%"), None);
    }
}

//! The value of a setting, as a configuration writes it.

use std::time::Duration;

use super::quantity::{self, Unreadable};
use crate::Percent;

/// A value of any type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Flag(bool),
    /// `None` if it does not fit in an `i64`. No setting takes one that large.
    Whole(Option<i64>),
    Number(f64),
    Text(String),
    /// A date, an array or a table. No setting takes one.
    Other,
}

/// The reason why a setting rejects a value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The setting takes another type.
    Form,
    /// The type is right, the value is not. The message follows the setting's name.
    Why(String),
    /// The value is out of range. The message contains the setting's name.
    Range(&'static str),
}

impl From<&'static str> for Wrong {
    fn from(range: &'static str) -> Self {
        Self::Range(range)
    }
}

impl From<Unreadable> for Wrong {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Form => Self::Form,
            Unreadable::Why(why) => Self::Why(why),
        }
    }
}

impl Value {
    /// Returns the value that the text of an environment variable stands for.
    pub(crate) fn of_variable(text: &str) -> Self {
        let text = text.trim();
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::Whole(text.parse().ok());
        }
        match (text, text.parse()) {
            ("true", _) => Self::Flag(true),
            ("false", _) => Self::Flag(false),
            (_, Ok(number)) => Self::Number(number),
            (_, Err(_)) => Self::Text(text.to_owned()),
        }
    }

    pub(crate) fn flag(&self) -> Result<bool, Wrong> {
        match self {
            Self::Flag(flag) => Ok(*flag),
            _ => Err(Wrong::Form),
        }
    }

    pub(crate) fn whole(&self) -> Result<u32, Wrong> {
        match self {
            Self::Whole(Some(number)) if *number < 0 => {
                Err(Wrong::Why("cannot be negative".to_owned()))
            }
            Self::Whole(number) => number
                .and_then(|it| u32::try_from(it).ok())
                .ok_or_else(|| Wrong::Why(format!("must be at most {}", u32::MAX))),
            _ => Err(Wrong::Form),
        }
    }

    pub(crate) fn number(&self) -> Result<f64, Wrong> {
        match self {
            Self::Number(number) => Ok(*number),
            Self::Whole(_) => self.whole().map(f64::from),
            _ => Err(Wrong::Form),
        }
    }

    pub(crate) fn duration(&self) -> Result<Duration, Wrong> {
        match self {
            Self::Text(text) => Ok(quantity::duration(text)?),
            Self::Whole(Some(number)) if *number >= 0 => {
                Err(Wrong::Why(quantity::lacks_unit(&number.to_string())))
            }
            Self::Number(number) if *number >= 0.0 => {
                Err(Wrong::Why(quantity::lacks_unit(&number.to_string())))
            }
            Self::Whole(_) | Self::Number(_) => Err(Wrong::Why("cannot be negative".to_owned())),
            Self::Flag(_) | Self::Other => Err(Wrong::Form),
        }
    }

    /// Returns both ends of a range of durations. A single duration is both.
    pub(crate) fn duration_range(&self) -> Result<(Duration, Duration), Wrong> {
        let ends = match self {
            Self::Text(text) => text.split_once(".."),
            _ => None,
        };
        match ends {
            Some((first, last)) => Ok((quantity::duration(first)?, quantity::duration(last)?)),
            None => self.duration().map(|single| (single, single)),
        }
    }

    pub(crate) fn percent(&self) -> Result<Percent, Wrong> {
        match self {
            Self::Text(text) => match quantity::percent(text) {
                Some(percent) => percent.map_err(Wrong::Why),
                None => Err(Wrong::Form),
            },
            _ => Err(Wrong::Form),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_variable_is_read_as_the_type_that_it_looks_like() {
        for (text, value) in [
            ("true", Value::Flag(true)),
            (" 10 ", Value::Whole(Some(10))),
            ("-3", Value::Whole(Some(-3))),
            ("99999999999999999999", Value::Whole(None)),
            ("0.5", Value::Number(0.5)),
            ("1s..60s", Value::Text("1s..60s".to_owned())),
            ("", Value::Text(String::new())),
        ] {
            assert_eq!(Value::of_variable(text), value, "{text}");
        }
    }

    #[test]
    fn errors_distinguish_another_type_from_a_value_out_of_range() {
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(text("5").whole(), Err(Wrong::Form));
        assert_eq!(Value::Number(0.5).whole(), Err(Wrong::Form));
        assert!(matches!(Value::Whole(Some(-1)).whole(), Err(Wrong::Why(_))));
        assert!(matches!(Value::Whole(None).whole(), Err(Wrong::Why(_))));
        assert!(matches!(
            Value::Whole(Some(30)).duration(),
            Err(Wrong::Why(_))
        ));
        assert_eq!(Value::Flag(true).duration(), Err(Wrong::Form));
        assert_eq!(Value::Whole(Some(50)).percent(), Err(Wrong::Form));
        assert_eq!(Value::Whole(Some(2)).number(), Ok(2.0));
        assert_eq!(text("1s..").duration_range(), Err(Wrong::Form));
        let second = Duration::from_secs(1);
        assert_eq!(text("1s..60s").duration_range(), Ok((second, 60 * second)));
    }
}

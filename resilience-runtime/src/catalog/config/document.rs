//! Reading sections from a TOML text.

use std::collections::HashSet;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::kinds;
use super::source::{Entry, Raw, Spelling, path};
use crate::observe::config_error::{Error, Origin, Place};
use crate::registry::settings as quantity;
use crate::registry::settings::Value;

/// Reads the sections of `text`. Errors in its form go to `errors`.
pub(super) fn read(text: &str, origin: Origin, errors: &mut Vec<Error>) -> Vec<Raw> {
    let origin = Arc::new(origin);
    let (document, broken) = DeTable::parse_recoverable(text);
    if !broken.is_empty() {
        // The rest of a document with a syntax error is a guess, so only syntax errors are reported.
        let mut lines = HashSet::new();
        for error in &broken {
            let start = error.span().map_or(text.len(), |span| span.start);
            let line = line_at(text, start);
            // The parser may report several errors for one mistake; one per line is enough.
            if lines.insert(line.as_ptr()) {
                let place = Place::within(&origin, text, start);
                let message = format!("not valid TOML: {}{}", error.message(), unquoted(line));
                errors.push(Error::new(&place, None, message));
            }
        }
        return Vec::new();
    }
    let mut reader = Reader {
        origin,
        text,
        errors,
    };
    let kinds = document.get_ref().iter();
    kinds
        .flat_map(|(kind, sections)| reader.kind(kind, sections))
        .collect()
}

struct Reader<'a> {
    origin: Arc<Origin>,
    text: &'a str,
    errors: &'a mut Vec<Error>,
}

type Key<'a> = Spanned<DeString<'a>>;

impl Reader<'_> {
    fn kind(&mut self, word: &Key<'_>, sections: &Spanned<DeValue<'_>>) -> Vec<Raw> {
        let text = word.get_ref();
        let Some(kind) = kinds::known(text) else {
            self.error(word, text.to_string(), kinds::unknown(text));
            return Vec::new();
        };
        let DeValue::Table(sections) = sections.get_ref() else {
            let needs = format!(
                "`{kind}` must have sections: `[{kind}.default]` for every policy, `[{kind}.<name>]` for one"
            );
            self.error(word, kind.to_owned(), needs);
            return Vec::new();
        };
        let sections = sections.iter();
        sections
            .filter_map(|(name, body)| self.section(kind, name, body))
            .collect()
    }

    fn section(
        &mut self,
        kind: &'static str,
        word: &Key<'_>,
        body: &Spanned<DeValue<'_>>,
    ) -> Option<Raw> {
        let name = word.get_ref().to_string();
        let DeValue::Table(body) = body.get_ref() else {
            let needs = format!(
                "`{name}` is not a section; a setting must be in one: `[{kind}.default]` for every policy, \
                 `[{kind}.<name>]` for one"
            );
            self.error(word, path(kind, &name, None), needs);
            return None;
        };
        let entries = body.iter();
        let entries = entries
            .filter_map(|(key, value)| self.entry(kind, &name, key, value))
            .collect();
        Some(Raw {
            kind,
            at: self.place(word),
            name,
            spelling: Spelling::Exact,
            entries,
        })
    }

    fn entry(
        &mut self,
        kind: &str,
        name: &str,
        word: &Key<'_>,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Entry> {
        let key = word.get_ref().to_string();
        if let DeValue::Table(_) = value.get_ref() {
            let quoted = format!(
                "`{key}` is a section within a section; quote a name that has a dot: `[{kind}.\"{name}.{key}\"]`"
            );
            self.error(word, path(kind, name, Some(&key)), quoted);
            return None;
        }
        Some(Entry {
            key,
            key_at: self.place(word),
            value: value_of(value.get_ref()),
            value_at: self.place(value),
        })
    }

    fn place<T>(&self, spanned: &Spanned<T>) -> Place {
        Place::within(&self.origin, self.text, spanned.span().start)
    }

    fn error<T>(&mut self, at: &Spanned<T>, key: String, message: String) {
        let place = self.place(at);
        self.errors.push(Error::new(&place, Some(key), message));
    }
}

/// Returns the line that contains the byte at `offset`.
fn line_at(text: &str, offset: usize) -> &str {
    let offset = offset.min(text.len());
    let mut before = text.as_bytes()[..offset].iter();
    let start = before
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    text[start..].lines().next().unwrap_or_default()
}

/// Returns a hint for a line with a duration or percentage without quotes.
fn unquoted(line: &str) -> String {
    let value = line.split_once('=').map_or("", |(_, value)| value);
    let value = value.split('#').next().unwrap_or_default().trim();
    let is_duration = |text: &str| quantity::duration(text).is_ok();
    let is_range = || {
        let ends = value.split_once("..");
        ends.is_some_and(|(first, last)| is_duration(first) && is_duration(last))
    };
    if is_duration(value) || quantity::percent(value).is_some() || is_range() {
        format!("; write a duration or percentage in quotes: `\"{value}\"`")
    } else {
        String::new()
    }
}

fn value_of(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Integer(number) => {
            Value::Whole(i64::from_str_radix(number.as_str(), number.radix()).ok())
        }
        DeValue::Float(number) => number.as_str().parse().map_or(Value::Other, Value::Number),
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => Value::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn errors_of(text: &str) -> Vec<String> {
        let mut errors = Vec::new();
        read(text, Origin::Text, &mut errors);
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_value_without_quotes_gets_a_hint_to_quote_it() {
        let text = "[circuit_breaker.fraud]\ncooldown = 5s # ago\nfailure_rate = 50%\nwindow = 10\nhung = 1s..2s";
        let errors = errors_of(text);
        assert_eq!(errors.len(), 3, "{errors:?}");
        for (line, (place, quoted)) in errors.iter().zip([
            ("line 2, ", "`\"5s\"`"),
            ("line 3, ", "`\"50%\"`"),
            ("line 5, ", "`\"1s..2s\"`"),
        ]) {
            let end = format!("; write a duration or percentage in quotes: {quoted}");
            assert!(line.starts_with(place) && line.ends_with(&end), "{line}");
        }
    }

    #[test]
    fn the_sections_of_a_text_are_read_with_their_places() {
        let text = "# a comment\n[bulkhead]\n\"a.b\" = { max = 3 }\n[bulkhead.c]\n  wait = \"ü\"\n";
        let mut errors = Vec::new();
        let sections = read(text, Origin::Text, &mut errors);
        let shown: Vec<_> = sections
            .iter()
            .map(|it| format!("{} {} {}", it.kind, it.name, it.entries[0].value_at))
            .collect();
        let expected = [
            "bulkhead a.b line 3, column 17",
            "bulkhead c line 5, column 10",
        ];
        assert_eq!(
            (shown.as_slice(), errors.len()),
            (&expected.map(str::to_owned)[..], 0)
        );
    }

    #[test]
    fn a_document_of_another_form_is_an_error() {
        for (text, message) in [
            (
                "bulkhead = 3",
                "`bulkhead` must have sections: `[bulkhead.default]` for every policy",
            ),
            (
                "[bulkhead]\nmax = 3",
                "`max` is not a section; a setting must be in one",
            ),
            ("[[bulkhead.search]]\nmax = 3", "`search` is not a section"),
            (
                "[bulkhead.a.b]\nmax = 3",
                "`b` is a section within a section",
            ),
            (
                "[cirquit_breaker.a]",
                "unknown kind `cirquit_breaker`, did you mean `circuit_breaker`?",
            ),
            ("max = 3", "unknown kind `max`, expected one of: "),
        ] {
            let errors = errors_of(text);
            assert!(
                errors.len() == 1 && errors[0].contains(message),
                "{errors:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(\\[?[a-z_.\"]{0,9}\\]? ?=? ?[0-9a-z%.\"ü\\[\\]{}#-]{0,9}\r?\n){0,9}") {
            errors_of(&text);
        }

        #[test]
        fn no_value_panics(number in any::<i64>(), float in any::<f64>(), text in "[-0-9.smhd%_ ü]{0,12}") {
            for value in [Value::Whole(Some(number)), Value::Number(float), Value::of_variable(&text), Value::Text(text)] {
                let _ = (value.whole(), value.number(), value.duration(), value.duration_range());
                let _ = (value.percent(), value.flag());
            }
        }
    }
}

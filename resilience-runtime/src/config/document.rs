//! The sections of a TOML text.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::error::{Error, Origin, Place};
use super::kinds;
use super::source::{Entry, Raw, Spelling, path};
use super::value::Value;

/// Reads the sections of `text`; what is wrong with its form goes to `errors`.
pub(super) fn read(text: &str, origin: Origin, errors: &mut Vec<Error>) -> Vec<Raw> {
    let origin = Arc::new(origin);
    let (document, broken) = DeTable::parse_recoverable(text);
    if !broken.is_empty() {
        // What follows a syntax error is a guess: nothing more is said of it.
        errors.extend(broken.iter().map(|error| {
            let start = error.span().map_or(text.len(), |span| span.start);
            let place = Place::within(&origin, text, start);
            Error::new(&place, None, format!("not valid TOML: {}", error.message()))
        }));
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

type Word<'a> = Spanned<DeString<'a>>;

impl Reader<'_> {
    fn kind(&mut self, word: &Word<'_>, sections: &Spanned<DeValue<'_>>) -> Vec<Raw> {
        let text = word.get_ref();
        let Some(kind) = kinds::known(text) else {
            self.error(word, text.to_string(), kinds::unknown(text));
            return Vec::new();
        };
        let DeValue::Table(sections) = sections.get_ref() else {
            let needs = format!(
                "`{kind}` takes sections: `[{kind}.default]` for all, `[{kind}.<name>]` for one"
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
        word: &Word<'_>,
        body: &Spanned<DeValue<'_>>,
    ) -> Option<Raw> {
        let name = word.get_ref().to_string();
        let DeValue::Table(body) = body.get_ref() else {
            let needs = format!(
                "`{name}` is no section, and a setting stands in one: `[{kind}.default]` for all, \
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
        word: &Word<'_>,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Entry> {
        let key = word.get_ref().to_string();
        if let DeValue::Table(_) = value.get_ref() {
            let quoted = format!(
                "`{key}` is a section within one; a name with a dot is quoted: `[{kind}.\"{name}.{key}\"]`"
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

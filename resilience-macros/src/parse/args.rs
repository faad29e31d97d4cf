//! The entries of an attribute: settings, flags and calls, separated by commas.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Ident, Lit, Path};

use super::entry::{Entry, ParsedEntry, read};
use super::schema::Schema;
use super::value::Value;
use crate::errors::Errors;

/// The entries of one attribute that have not been taken yet.
pub(crate) struct Args {
    schema: &'static Schema,
    entries: Vec<Entry>,
    /// Keys of incomplete settings, such as `max =`.
    incomplete: Vec<Ident>,
    /// A setting that was not found may follow the syntax error.
    has_syntax_error: bool,
}

impl Args {
    /// Parses the entries. Those before a syntax error are kept.
    pub(crate) fn parse(schema: &'static Schema, tokens: TokenStream, errors: &mut Errors) -> Self {
        let (mut entries, mut incomplete) = (Vec::new(), Vec::new());
        let all = |input: ParseStream<'_>| {
            while !input.is_empty() {
                match read(input)? {
                    ParsedEntry::Complete(entry) => entries.push(entry),
                    ParsedEntry::Incomplete(key) => incomplete.push(key),
                }
            }
            Ok(())
        };
        let has_syntax_error = errors.keep(all.parse2(tokens)).is_none();
        Self {
            schema,
            entries,
            incomplete,
            has_syntax_error,
        }
    }

    /// Takes the first entry that is not a setting, at any position.
    pub(crate) fn take_bare(&mut self) -> Option<Entry> {
        let setting = |entry: &Entry| matches!(entry, Entry::Setting { .. });
        let index = self.entries.iter().position(|entry| !setting(entry))?;
        Some(self.entries.remove(index))
    }

    /// Takes the first value without a key for which `wanted` holds.
    pub(crate) fn take_bare_expr(&mut self, wanted: impl Fn(&Expr) -> bool) -> Option<Expr> {
        let is_wanted =
            |entry: &Entry| matches!(entry, Entry::Bare(Value::Expr(expr)) if wanted(expr));
        let index = self.entries.iter().position(is_wanted)?;
        match self.entries.remove(index) {
            Entry::Bare(Value::Expr(expr)) => Some(expr),
            _ => None,
        }
    }

    /// Takes the value of `key`. A second one is an error.
    pub(crate) fn take(&mut self, key: &str, errors: &mut Errors) -> Option<(Ident, Value)> {
        let found =
            self.take_all(|entry| matches!(entry, Entry::Setting { key: it, .. } if it == key));
        self.single(found, errors).and_then(|entry| match entry {
            Entry::Setting { key, value } => Some((key, value)),
            Entry::Call { .. } | Entry::Bare(_) => None,
        })
    }

    /// Takes the tokens of `key(…)`. A second one is an error.
    pub(crate) fn take_call(
        &mut self,
        key: &str,
        errors: &mut Errors,
    ) -> Option<(Ident, TokenStream)> {
        let found =
            self.take_all(|entry| matches!(entry, Entry::Call { key: it, .. } if it == key));
        self.single(found, errors).and_then(|entry| match entry {
            Entry::Call { key, args } => Some((key, args)),
            Entry::Setting { .. } | Entry::Bare(_) => None,
        })
    }

    /// Takes the bare word `flag`.
    pub(crate) fn take_flag(&mut self, flag: &str, errors: &mut Errors) -> Option<Ident> {
        let found = self.take_all(|entry| entry.word().is_some_and(|word| word == flag));
        self.single(found, errors)
            .and_then(|entry| entry.word().cloned())
    }

    /// Takes `crate = ::path`.
    pub(crate) fn take_crate(&mut self, errors: &mut Errors) -> Option<Path> {
        let (_, value) = self.take("crate", errors)?;
        let path = match value {
            Value::Expr(Expr::Path(path)) if path.qself.is_none() => path.path,
            other => {
                errors.on(
                    other,
                    "`crate` takes an absolute path, such as `crate = ::resilience`",
                );
                return None;
            }
        };
        let absolute = path.leading_colon.is_some()
            || path.segments.first().is_some_and(|it| it.ident == "crate");
        if !absolute {
            let shown = path.to_token_stream().to_string().replace(' ', "");
            let absolute = match shown.strip_prefix("self::") {
                Some(inside) => format!("crate::{inside}"),
                None => format!("::{shown}"),
            };
            errors.on(
                &path,
                format_args!("the path in `crate` must be absolute, write `crate = {absolute}`"),
            );
        }
        Some(path)
    }

    /// Whether a missing setting may only be incomplete, misspelt, or after a syntax error.
    pub(crate) fn may_be_incomplete(&self) -> bool {
        self.has_syntax_error || !self.incomplete.is_empty() || !self.entries.is_empty()
    }

    /// The values that are evaluated before the first call, with their keys. Unknown keys are included.
    pub(crate) fn constants(&self) -> impl Iterator<Item = (String, &Value)> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Setting { key, value } => {
                let key = key.to_string();
                let setting = self.schema.find(&key);
                setting
                    .is_none_or(|it| it.is_constant)
                    .then_some((key, value))
            }
            Entry::Bare(value) if self.schema.takes_bare_value => {
                Some((self.schema.name.to_owned(), value))
            }
            Entry::Call { .. } | Entry::Bare(_) => None,
        })
    }

    /// Reports all entries that have not been taken.
    pub(crate) fn finish(self, errors: &mut Errors) {
        let schema = self.schema;
        let named = |word: &Ident| {
            let word = word.to_string();
            match schema.find(&word) {
                Some(setting) => format!("`{}` takes {}", setting.key, setting.takes),
                None => {
                    let suggestion = schema.suggest(&word);
                    let suggestion =
                        suggestion.map(|suggestion| format!("did you mean {suggestion}? "));
                    format!(
                        "unknown `{}` setting `{word}`, {}{}",
                        schema.name,
                        suggestion.unwrap_or_default(),
                        expected(schema)
                    )
                }
            }
        };
        for word in &self.incomplete {
            errors.on(word, named(word));
        }
        for entry in &self.entries {
            match (entry.key(), entry) {
                (Some(word), _) => errors.on(word, named(word)),
                (None, Entry::Bare(value)) => errors.on(value, value_without_key(schema, value)),
                (None, _) => {}
            }
        }
    }

    /// Reports all entries that have not been taken, for an attribute without settings.
    pub(crate) fn reject_rest(self, message: &str, errors: &mut Errors) {
        for key in &self.incomplete {
            errors.on(key, message);
        }
        for entry in &self.entries {
            match (entry.key(), entry) {
                (Some(key), _) => errors.on(key, message),
                (None, Entry::Bare(value)) => errors.on(value, message),
                (None, _) => {}
            }
        }
    }

    fn take_all(&mut self, wanted: impl Fn(&Entry) -> bool) -> Vec<Entry> {
        let (taken, left) = self.entries.drain(..).partition(wanted);
        self.entries = left;
        taken
    }

    fn single(&self, entries: Vec<Entry>, errors: &mut Errors) -> Option<Entry> {
        let mut entries = entries.into_iter();
        let first = entries.next();
        for again in entries {
            if let Some(key) = again.key() {
                errors.on(
                    key,
                    format_args!("`{}` setting `{key}` is given twice", self.schema.name),
                );
            }
        }
        first
    }
}

fn expected(schema: &Schema) -> String {
    let keys: Vec<_> = schema
        .settings
        .iter()
        .map(|setting| format!("`{}`", setting.key))
        .collect();
    match keys.as_slice() {
        [] => "which takes none".to_owned(),
        keys => format!("expected one of: {}", keys.join(", ")),
    }
}

/// The error message for a value without a key. Suggests the first setting that takes such a value.
fn value_without_key(schema: &Schema, value: &Value) -> String {
    let takes = match value {
        Value::Percent(..) => "a percentage",
        Value::Expr(Expr::Lit(literal)) => match &literal.lit {
            Lit::Str(_) => "a string",
            Lit::Int(number) if number.suffix().is_empty() => "a whole number",
            _ => "a duration",
        },
        Value::Expr(_) => "a value",
    };
    let name = schema.name;
    let mut like = schema
        .settings
        .iter()
        .filter(|setting| setting.takes.starts_with(takes));
    match (like.next(), like.next()) {
        // Do not guess among several settings that take a duration.
        (Some(setting), more) if more.is_none() || takes != "a duration" => {
            let key = setting.key;
            let value = value.to_token_stream().to_string().replace(' ', "");
            format!("`{name}` takes its settings by name, write `{key} = {value}`")
        }
        _ => format!("`{name}` takes its settings by name, {}", expected(schema)),
    }
}

//! The entries of an attribute: settings, flags and calls, separated by commas.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Ident, Path, Token, token};

use super::Value;
use crate::errors::Errors;

/// One entry between the parentheses.
pub(crate) enum Entry {
    /// `key = value`
    Setting { key: Ident, value: Value },
    /// `key(…)`
    Call { key: Ident, args: TokenStream },
    /// Anything else: a flag, a path, a value by itself.
    Bare(Value),
}

/// A key that an attribute knows, and what it takes, for messages.
pub(crate) type Key = (&'static str, &'static str);

/// The entries of one attribute that nobody has taken yet.
pub(crate) struct Args {
    attribute: &'static str,
    entries: Vec<Entry>,
    /// What is missing may stand behind a syntax error.
    broken: bool,
}

impl Args {
    /// Reads the entries; what stands before a syntax error is kept.
    pub(crate) fn parse(attribute: &'static str, tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut entries = Vec::new();
        let read = |input: ParseStream<'_>| {
            while !input.is_empty() {
                entries.push(entry(input)?);
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        let broken = errors.keep(read.parse2(tokens)).is_none();
        Self {
            attribute,
            entries,
            broken,
        }
    }

    /// Takes the first entry that is not a setting, wherever it stands.
    pub(crate) fn take_bare(&mut self) -> Option<Entry> {
        let setting = |entry: &Entry| matches!(entry, Entry::Setting { .. });
        let place = self.entries.iter().position(|entry| !setting(entry))?;
        Some(self.entries.remove(place))
    }

    /// Takes the value of `key`; a second one is an error.
    pub(crate) fn take(&mut self, key: &str, errors: &mut Errors) -> Option<(Ident, Value)> {
        let found =
            self.take_all(|entry| matches!(entry, Entry::Setting { key: it, .. } if it == key));
        self.single(found, errors).and_then(|entry| match entry {
            Entry::Setting { key, value } => Some((key, value)),
            Entry::Call { .. } | Entry::Bare(_) => None,
        })
    }

    /// Takes the tokens of `key(…)`; a second one is an error.
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

    /// Whether something that was not found may be there all the same: behind a syntax error, or
    /// misspelt.
    pub(crate) fn may_hold_more(&self) -> bool {
        self.broken || !self.entries.is_empty()
    }

    /// Reports what nobody has taken. `keys` are all that the attribute knows.
    pub(crate) fn finish(self, keys: &[Key], errors: &mut Errors) {
        let attribute = self.attribute;
        for entry in self.entries {
            match entry.key() {
                Some(word) => match keys.iter().find(|(key, _)| word == key) {
                    Some((key, takes)) => errors.on(word, format_args!("`{key}` takes {takes}")),
                    None => errors.on(
                        word,
                        format_args!("unknown `{attribute}` setting `{word}`, {}", expected(keys)),
                    ),
                },
                None => {
                    if let Entry::Bare(value) = entry {
                        errors.on(
                            value,
                            format_args!("`{attribute}` takes settings, {}", expected(keys)),
                        );
                    }
                }
            }
        }
    }

    /// Reports what nobody has taken, where an attribute takes no settings.
    pub(crate) fn finish_with(self, message: &str, errors: &mut Errors) {
        for entry in self.entries {
            match (entry.key(), &entry) {
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
                    format_args!("`{}` setting `{key}` is given twice", self.attribute),
                );
            }
        }
        first
    }
}

impl Entry {
    /// The word by which a setting, a call or a flag is known.
    fn key(&self) -> Option<&Ident> {
        match self {
            Self::Setting { key, .. } | Self::Call { key, .. } => Some(key),
            Self::Bare(_) => self.word(),
        }
    }

    fn word(&self) -> Option<&Ident> {
        match self {
            Self::Bare(Value::Expr(Expr::Path(path))) => path.path.get_ident(),
            Self::Setting { .. } | Self::Call { .. } | Self::Bare(_) => None,
        }
    }
}

fn expected(keys: &[Key]) -> String {
    let keys: Vec<_> = keys.iter().map(|(key, _)| format!("`{key}`")).collect();
    match keys.as_slice() {
        [] => "which takes none".to_owned(),
        keys => format!("expected one of: {}", keys.join(", ")),
    }
}

fn entry(input: ParseStream<'_>) -> syn::Result<Entry> {
    if input.peek(Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
        let key = input.call(Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        return Ok(Entry::Setting {
            key,
            value: input.parse()?,
        });
    }
    if input.peek(Ident::peek_any) && input.peek2(Token![:]) && !input.peek2(Token![::]) {
        let key = input.call(Ident::parse_any)?;
        return Err(input.error(format_args!("expected `=`, write `{key} = …`")));
    }
    if input.peek(Ident) && input.peek2(token::Paren) {
        let ahead = input.fork();
        let key: Ident = ahead.parse()?;
        let args: proc_macro2::Group = ahead.parse()?;
        if ahead.is_empty() || ahead.peek(Token![,]) {
            syn::parse::discouraged::Speculative::advance_to(input, &ahead);
            return Ok(Entry::Call {
                key,
                args: args.stream(),
            });
        }
    }
    Ok(Entry::Bare(input.parse()?))
}

//! Parses one entry of an attribute, complete or not.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative;
use syn::{Expr, Ident, Lit, Token, token};

use super::Value;

/// One entry between the parentheses.
pub(crate) enum Entry {
    /// `key = value`
    Setting { key: Ident, value: Value },
    /// `key(…)`
    Call { key: Ident, args: TokenStream },
    /// Anything else: a flag, a path, a value by itself.
    Bare(Value),
}

impl Entry {
    /// The key of a setting or call, or the word of a flag.
    pub(super) fn key(&self) -> Option<&Ident> {
        match self {
            Self::Setting { key, .. } | Self::Call { key, .. } => Some(key),
            Self::Bare(_) => self.word(),
        }
    }

    pub(super) fn word(&self) -> Option<&Ident> {
        match self {
            Self::Bare(Value::Expr(Expr::Path(path))) => path.path.get_ident(),
            Self::Setting { .. } | Self::Call { .. } | Self::Bare(_) => None,
        }
    }
}

/// The tokens of `key(…)` as a call. The parentheses get the span of `key`: without one, rustc would
/// underline the whole attribute.
pub(crate) fn call_tokens(key: &Ident, args: &TokenStream) -> TokenStream {
    quote_spanned!(key.span()=> #key(#args))
}

/// One entry, up to its comma.
pub(super) enum ParsedEntry {
    Complete(Entry),
    /// The key of a setting without a value or without `=`: `max =`, `max 3`, `max: 3`.
    Incomplete(Ident),
}

/// Parses one entry and the comma after it.
pub(super) fn read(input: ParseStream<'_>) -> syn::Result<ParsedEntry> {
    let read = match incomplete(input)? {
        Some(key) => ParsedEntry::Incomplete(key),
        None => ParsedEntry::Complete(entry(input)?),
    };
    if !input.is_empty() && !input.peek(Token![,]) {
        return Err(missing_comma(input, &read));
    }
    input.parse::<Option<Token![,]>>()?;
    Ok(read)
}

fn incomplete(input: ParseStream<'_>) -> syn::Result<Option<Ident>> {
    let ahead = input.fork();
    let Ok(key) = ahead.call(Ident::parse_any) else {
        return Ok(None);
    };
    let lacks_value = assigns(&ahead) && {
        let value = ahead.fork();
        value.parse::<Token![=]>()?;
        value.is_empty() || value.peek(Token![,])
    };
    // Only after a word that is no keyword: `move |error| …` is an expression.
    let lacks_equals = input.peek(Ident)
        && (ahead.peek(Lit)
            || ahead.peek(Ident)
            || ahead.peek(Token![==])
            || ahead.peek(Token![=>])
            || (ahead.peek(Token![:]) && !ahead.peek(Token![::])));
    if !lacks_value && !lacks_equals {
        return Ok(None);
    }
    while !ahead.is_empty() && !ahead.peek(Token![,]) {
        ahead.parse::<TokenTree>()?;
    }
    input.advance_to(&ahead);
    Ok(Some(key))
}

fn assigns(input: ParseStream<'_>) -> bool {
    input.peek(Token![=]) && !input.peek(Token![==]) && !input.peek(Token![=>])
}

fn entry(input: ParseStream<'_>) -> syn::Result<Entry> {
    let ahead = input.fork();
    if let Ok(key) = ahead.call(Ident::parse_any) {
        if assigns(&ahead) {
            ahead.parse::<Token![=]>()?;
            input.advance_to(&ahead);
            let value = input.parse()?;
            return Ok(Entry::Setting { key, value });
        }
    }
    if input.peek(Ident) && input.peek2(token::Paren) {
        let ahead = input.fork();
        let key: Ident = ahead.parse()?;
        let args: Group = ahead.parse()?;
        if ahead.is_empty() || ahead.peek(Token![,]) {
            input.advance_to(&ahead);
            return Ok(Entry::Call {
                key,
                args: args.stream(),
            });
        }
    }
    Ok(Entry::Bare(input.parse()?))
}

/// The error for a missing comma. Detects a duration in two words, as `5 s`.
fn missing_comma(input: ParseStream<'_>, read: &ParsedEntry) -> syn::Error {
    let number = match read {
        ParsedEntry::Complete(Entry::Setting { value, .. } | Entry::Bare(value)) => match value {
            Value::Expr(Expr::Lit(literal)) => match &literal.lit {
                Lit::Int(number) if number.suffix().is_empty() => Some(number.to_string()),
                Lit::Float(number) if number.suffix().is_empty() => Some(number.to_string()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    match (number, input.fork().call(Ident::parse_any)) {
        (Some(number), Ok(unit)) if super::duration::unit(&unit.to_string()).is_some() => input
            .error(format_args!(
                "a duration has no space, write `{number}{unit}`"
            )),
        (_, Ok(word)) => input.error(format_args!("expected `,` before `{word}`")),
        _ => input.error("expected `,`"),
    }
}

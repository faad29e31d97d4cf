//! One entry of an attribute, also one that is half typed.

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
    /// The word by which a setting, a call or a flag is known.
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

/// The call that `key(…)` is, where it is one. Parentheses of no place of their own would have rustc
/// underline the whole attribute.
pub(crate) fn called(key: &Ident, args: &TokenStream) -> TokenStream {
    quote_spanned!(key.span()=> #key(#args))
}

/// What stands between two commas.
pub(super) enum Read {
    Whole(Entry),
    /// The key of a setting without a value, or without its `=`: `max =`, `max 3`, `max: 3`.
    Half(Ident),
}

/// Reads one entry and the comma behind it.
pub(super) fn read(input: ParseStream<'_>) -> syn::Result<Read> {
    let read = match half(input)? {
        Some(key) => Read::Half(key),
        None => Read::Whole(entry(input)?),
    };
    if !input.is_empty() && !input.peek(Token![,]) {
        return Err(lacks_comma(input, &read));
    }
    input.parse::<Option<Token![,]>>()?;
    Ok(read)
}

fn half(input: ParseStream<'_>) -> syn::Result<Option<Ident>> {
    let ahead = input.fork();
    let Ok(key) = ahead.call(Ident::parse_any) else {
        return Ok(None);
    };
    let lacks_value = assigns(&ahead) && {
        let value = ahead.fork();
        value.parse::<Token![=]>()?;
        value.is_empty() || value.peek(Token![,])
    };
    // Only behind a word that is no keyword: `move |error| …` is an expression.
    let lacks_sign = input.peek(Ident)
        && (ahead.peek(Lit)
            || ahead.peek(Ident)
            || ahead.peek(Token![==])
            || ahead.peek(Token![=>])
            || (ahead.peek(Token![:]) && !ahead.peek(Token![::])));
    if !lacks_value && !lacks_sign {
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

/// The error for what stands where a comma should: the unit of a duration, or the next setting.
fn lacks_comma(input: ParseStream<'_>, read: &Read) -> syn::Error {
    let number = match read {
        Read::Whole(Entry::Setting { value, .. } | Entry::Bare(value)) => match value {
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
                "a duration is one word, write `{number}{unit}`"
            )),
        (_, Ok(word)) => input.error(format_args!("expected `,` before `{word}`")),
        _ => input.error("expected `,`"),
    }
}

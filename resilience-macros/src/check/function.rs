//! Checks what a function must be.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, PathArguments, Type, Visibility};

use crate::errors::Errors;
use crate::form::{Form, ungrouped};
use crate::function::Function;
use crate::policy::AttributeMacro;

/// The error for another item, at its first word.
pub(crate) fn no_function(kind: &AttributeMacro, item: &TokenStream) -> syn::Error {
    let first = |input: ParseStream<'_>| {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let word = input.parse::<TokenTree>()?;
        input.parse::<TokenStream>()?;
        Ok(word)
    };
    let word = first.parse2(item.clone()).ok();
    let inside =
        matches!(&word, Some(TokenTree::Ident(it)) if it == "impl" || it == "trait" || it == "mod");
    let each = if inside {
        "; put it on each function inside"
    } else {
        ""
    };
    let span = word.map_or_else(Span::call_site, |word| word.span());
    syn::Error::new(
        span,
        format_args!("{kind} stands on an `async fn`, and only there{each}"),
    )
}

/// Checks what a function must be for any of our attributes.
pub(crate) fn function(first: &AttributeMacro, function: &Function, errors: &mut Errors) {
    if function.is_expanded() {
        // Another of ours has expanded without seeing this one.
        errors.at(
            Span::call_site(),
            format_args!(
                "the other resilience attributes of this function cannot see this {first}: \
                 a renamed import is not recognised, write `#[{name}]` or `#[resilience::{name}]`; \
                 if the dependency is renamed, say `crate = ::path` in each",
                name = first.name()
            ),
        );
        return;
    }
    if let Some(constness) = &function.sig.constness {
        errors.on(
            constness,
            format_args!("{first} needs an `async fn`, and that cannot be `const`; remove `const`"),
        );
        return;
    }
    if matches!(function.form, Form::Sync) {
        let test = function.attrs.iter().any(|attr| {
            attr.path()
                .segments
                .last()
                .is_some_and(|it| it.ident == "test")
        });
        let message = if test {
            format!(
                "`#[tokio::test]` above {first} has made this a plain `fn`; put it below `#[{}]`",
                first.name()
            )
        } else {
            format!(
                "{first} needs an `async fn`, write `async fn {}`; if it is one, an attribute above has \
                 rewritten it (as `#[tokio::main]` does), and goes below `#[{}]`",
                function.sig.ident,
                first.name()
            )
        };
        errors.on(function.sig.fn_token, message);
        return;
    }
    if function.body.is_none() {
        errors.on(
            &function.sig,
            format_args!(
                "{first} needs a function with a body; put it on the method in the `impl`"
            ),
        );
        return;
    }
    let message = format!("{first} needs a function that returns a `Result`");
    match function.output() {
        None => errors.on(
            &function.sig.ident,
            format_args!("{message}, write `-> Result<(), E>` with the type of its errors"),
        ),
        Some(never) if matches!(ungrouped(never), Type::Never(_)) => errors.on(
            never,
            format_args!("{message}, and what returns `!` has none; remove the attribute"),
        ),
        Some(output) if is_no_result(output) => errors.on(
            output,
            format_args!(
                "{message}, write `Result<{}, E>` with the type of its errors",
                shown(output)
            ),
        ),
        Some(_) => {}
    }
}

/// The type as an author writes it; of an `Option` what is in it.
fn shown(output: &Type) -> String {
    let output = match ungrouped(output) {
        Type::Path(path) => match path.path.segments.last() {
            Some(last) if last.ident == "Option" => match &last.arguments {
                PathArguments::AngleBracketed(it) => it.args.to_token_stream(),
                _ => output.to_token_stream(),
            },
            _ => output.to_token_stream(),
        },
        _ => output.to_token_stream(),
    };
    output.to_string().replace(' ', "")
}

/// Whether a type is no `Result` by its looks alone. Of a name, rustc knows more than we do.
fn is_no_result(output: &Type) -> bool {
    match ungrouped(output) {
        Type::Tuple(_)
        | Type::Reference(_)
        | Type::Never(_)
        | Type::Array(_)
        | Type::Slice(_)
        | Type::Ptr(_) => true,
        Type::Path(path) if path.path.segments.len() == 1 => {
            path.path.segments.last().is_some_and(|it| {
                let name = it.ident.to_string();
                matches!(
                    name.as_str(),
                    "bool" | "char" | "str" | "String" | "usize" | "isize" | "Option" | "Vec"
                ) || (name.len() > 1
                    && name.starts_with(['u', 'i', 'f'])
                    && name[1..].parse::<u8>().is_ok())
            })
        }
        _ => false,
    }
}

//! Checks that an attribute can be applied to the function.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, PathArguments, Type, Visibility};

use crate::asyncness::{Asyncness, ungrouped};
use crate::errors::Errors;
use crate::function::Function;
use crate::policy::AttributeMacro;

/// The error for an item that is no function, at its keyword.
pub(crate) fn not_a_function(attribute: &AttributeMacro, item: &TokenStream) -> syn::Error {
    let first_word = |input: ParseStream<'_>| {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let word = input.parse::<TokenTree>()?;
        input.parse::<TokenStream>()?;
        Ok(word)
    };
    let word = first_word.parse2(item.clone()).ok();
    let inside =
        matches!(&word, Some(TokenTree::Ident(it)) if it == "impl" || it == "trait" || it == "mod");
    let each = if inside {
        "; apply it to each function inside"
    } else {
        ""
    };
    let span = word.map_or_else(Span::call_site, |word| word.span());
    syn::Error::new(
        span,
        format_args!("{attribute} can only be applied to an `async fn`{each}"),
    )
}

/// Checks what all attributes require of the function.
pub(crate) fn function(attribute: &AttributeMacro, function: &Function, errors: &mut Errors) {
    if function.is_expanded() {
        // Another of our attributes has expanded without collecting this one.
        errors.at(
            Span::call_site(),
            format_args!(
                "the other resilience attributes of this function cannot see this {attribute}: \
                 a renamed import is not recognised, write `#[{name}]` or `#[resilience::{name}]`; \
                 if the dependency is renamed, write `crate = ::path` in each",
                name = attribute.name()
            ),
        );
        return;
    }
    if let Some(constness) = &function.sig.constness {
        errors.on(
            constness,
            format_args!(
                "{attribute} needs an `async fn`, which cannot be `const`; remove `const`"
            ),
        );
        return;
    }
    if matches!(function.asyncness, Asyncness::Sync) {
        let test = function.attrs.iter().any(|attr| {
            attr.path()
                .segments
                .last()
                .is_some_and(|it| it.ident == "test")
        });
        let message = if test {
            format!(
                "`#[tokio::test]` above {attribute} has rewritten this to a plain `fn`; move it below `#[{}]`",
                attribute.name()
            )
        } else {
            format!(
                "{attribute} needs an `async fn`, write `async fn {}`; if it is one, an attribute above has \
                 rewritten it (as `#[tokio::main]` does): move that attribute below `#[{}]`",
                function.sig.ident,
                attribute.name()
            )
        };
        errors.on(function.sig.fn_token, message);
        return;
    }
    if function.body.is_none() {
        errors.on(
            &function.sig,
            format_args!(
                "{attribute} needs a function with a body; apply it to the method in the `impl`"
            ),
        );
        return;
    }
    let message = format!("{attribute} needs a function that returns a `Result`");
    match function.output() {
        None => errors.on(
            &function.sig.ident,
            format_args!("{message}, write `-> Result<(), E>` with the type of its errors"),
        ),
        Some(never) if matches!(ungrouped(never), Type::Never(_)) => errors.on(
            never,
            format_args!("{message}, and this one never returns; remove the attribute"),
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

/// Formats the type as a user writes it; for an `Option` the type inside.
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

/// Whether the type is clearly no `Result`. A macro cannot resolve other names, which rustc checks.
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

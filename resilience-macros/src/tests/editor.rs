//! Incomplete attributes and bodies keep the function, so that editors can complete it.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Item, ItemFn, Signature};

use super::{expand, expand_attribute, items};

const SIGNATURE: &str =
    "async fn load<'a, T: Clone>(client: &'a Client, order: T) -> Result<T, Error> where T: Send";

/// The function in an expansion, and the number of errors beside it.
fn function_and_errors(expansion: TokenStream) -> (ItemFn, usize) {
    let (mut functions, mut errors) = (Vec::new(), 0);
    for item in items(expansion) {
        match item {
            Item::Fn(function) => functions.push(function),
            Item::Macro(error)
                if error
                    .mac
                    .path
                    .segments
                    .last()
                    .is_some_and(|it| it.ident == "compile_error") =>
            {
                errors += 1;
            }
            other => panic!("an expansion has no `{}`", other.to_token_stream()),
        }
    }
    assert_eq!(functions.len(), 1, "the function is there, and once");
    (functions.remove(0), errors)
}

fn shown(tokens: impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

fn expected() -> String {
    let signature: Signature = syn::parse_str(SIGNATURE).expect("a signature");
    shown(signature)
}

/// Asserts that a function under `attributes` keeps all but those, beside a number of errors.
fn survives(attributes: &str, errors: usize) {
    let source = format!(
        "{attributes} #[must_use] /// Loads.\n pub(crate) {SIGNATURE} {{ let found = client.find(&order)?; Ok(found) }}"
    );
    let (function, found) = function_and_errors(expand(&source));
    assert_eq!(found, errors, "errors of {attributes}");
    assert_eq!(
        shown(&function.sig),
        expected(),
        "signature under {attributes}"
    );
    assert_eq!(shown(&function.vis), "pub (crate)");
    let attrs: String = function.attrs.iter().map(shown).collect();
    assert!(
        attrs.contains("must_use") && attrs.contains("Loads"),
        "{attrs}"
    );
    let body = shown(&function.block);
    assert!(
        body.contains("let found = client . find (& order) ? ; Ok (found)"),
        "the body under {attributes}: {body}"
    );
}

#[test]
fn incomplete_attributes_keep_the_function() {
    for attribute in [
        "#[retry(ma)]",
        "#[retry(max)]",
        "#[retry(max =)]",
        "#[retry(max = , jitter)]",
        "#[retry(max 3)]",
        "#[retry(max = 3 jitter)]",
        "#[retry(budget(ratio = ))]",
        "#[retry(base_delay = 1)]",
        "#[circuit_breaker(\"fraud\")]",
        "#[circuit_breaker(cooldown = 1s..)]",
        "#[bulkhead]",
        "#[bulkhead(m)]",
        "#[rate_limit(100/s)]",
        "#[rate_limit(max = 100)]",
        "#[timeout]",
        "#[timeout()]",
        "#[timeout(5)]",
        "#[timeout(5 s)]",
        "#[fallback]",
    ] {
        survives(attribute, 1);
    }
}

#[test]
fn all_errors_of_a_stack_are_reported_and_the_function_is_kept() {
    survives(
        "#[bulkhead(max = )] #[retry(tmes = 3, jitter = half)] #[timeout]",
        4,
    );
    survives("#[timeout(5s)] #[fallback(by_hand)]", 1);
    survives("#[retry] #[retry]", 1);
}

#[test]
fn a_correct_stack_keeps_the_signature() {
    survives(
        "#[circuit_breaker] #[bulkhead(max = 3)] #[retry(clone(order))] #[timeout(5s)]",
        0,
    );
}

/// rustc never passes such a body to a macro. An editor may.
#[test]
fn an_invalid_body_is_emitted_unchanged() {
    let attribute: syn::Attribute = syn::parse_quote!(#[retry]);
    for body in [
        quote!({ let found = client. ; Ok(found) }),
        quote!({ if client.ready() { } else }),
        quote!({ match order { Some(order) => , } let }),
    ] {
        let signature: Signature = syn::parse_str(SIGNATURE).expect("a signature");
        let expansion = expand_attribute(&attribute, &quote!(#signature #body)).to_string();
        assert!(!expansion.contains("compile_error"), "{expansion}");
        assert!(expansion.starts_with(&expected()), "{expansion}");
        assert!(expansion.contains(&body.to_string()), "{expansion}");
    }
}

#[test]
fn an_invalid_body_under_an_invalid_attribute_is_emitted_unchanged() {
    let attribute: syn::Attribute = syn::parse_quote!(#[timeout]);
    let signature: Signature = syn::parse_str(SIGNATURE).expect("a signature");
    let body = quote!({ client. });
    let expansion = expand_attribute(&attribute, &quote!(#signature #body)).to_string();
    assert!(expansion.contains("compile_error"), "{expansion}");
    assert!(expansion.contains(&expected()), "{expansion}");
    assert!(expansion.contains(&body.to_string()), "{expansion}");
}

#[test]
fn an_item_that_is_no_function_is_kept_beside_its_error() {
    let attribute: syn::Attribute = syn::parse_quote!(#[timeout(5s)]);
    for item in [
        quote!(
            struct Client {
                calls: u32,
            }
        ),
        quote!(impl Client { fn calls(&self) {} }),
    ] {
        let expansion = expand_attribute(&attribute, &item).to_string();
        assert!(expansion.contains("compile_error"), "{expansion}");
        assert!(expansion.ends_with(&item.to_string()), "{expansion}");
    }
}

//! Tests of the expansion as tokens.

mod docs;
mod editor;
mod snapshots;
mod values;

use proc_macro2::TokenStream;
use syn::{Attribute, Item, ItemFn, Meta};

use crate::{expand, policies};

/// Expands the topmost attribute of a function, as rustc does.
fn expand(source: &str) -> TokenStream {
    let mut function: ItemFn = syn::parse_str(source).expect("a function");
    let first = function.attrs.remove(0);
    expand_attribute(&first, &quote::quote!(#function))
}

fn expand_attribute(attribute: &Attribute, item: &TokenStream) -> TokenStream {
    let name = attribute
        .path()
        .segments
        .last()
        .map(|it| it.ident.to_string());
    let kind = policies::find(attribute.path(), &syn::parse_quote!(::resilience));
    let kind = kind.unwrap_or_else(|| panic!("{name:?} is one of ours"));
    let args = match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    };
    expand::attribute(kind, args, item)
}

/// The items of an expansion.
fn items(expansion: TokenStream) -> Vec<Item> {
    let file: syn::File = syn::parse2(expansion).expect("an expansion is items");
    file.items
}

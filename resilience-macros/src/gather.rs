//! Collects our attributes from the function, the outermost first.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, Meta, Path, parse_quote};

use crate::check::reject_variables;
use crate::errors::Errors;
use crate::function::Function;
use crate::parse::Args;
use crate::policies;
use crate::policy::{AttributeMacro, Layer};

/// Our attributes and the path of the façade.
pub(crate) struct Gathered {
    pub(crate) facade: Path,
    /// The outermost layer first. An attribute with errors may be missing.
    pub(crate) layers: Vec<Layer>,
    /// The paths of all attributes that were removed, including those with errors.
    pub(crate) paths: Vec<Path>,
}

/// Removes our attributes from `function` and parses them.
///
/// rustc expands the topmost of our attributes first: all others are below it, still on the function.
pub(crate) fn gather(
    first: &'static AttributeMacro,
    args: TokenStream,
    function: &mut Function,
    errors: &mut Errors,
) -> Gathered {
    let args = function.asyncness.rename_self(args);
    let mut args = Args::parse(&first.schema, args, errors);
    reject_variables(first, &args, function, errors);
    let facade = args
        .take_crate(errors)
        .unwrap_or_else(|| parse_quote!(::resilience));

    let mut layers = Vec::new();
    let mut paths = Vec::new();
    let mut read = |attribute: &AttributeMacro, span, args, errors: &mut Errors| {
        let name = attribute.name();
        let policy = (attribute.parse)(span, args, errors);
        layers.extend(policy.map(|policy| Layer { name, span, policy }));
    };
    read(first, Span::call_site(), args, errors);

    let (our_attributes, foreign) = function
        .attrs
        .drain(..)
        .partition(|attr| policies::find(attr.path(), &facade).is_some());
    function.attrs = foreign;
    let our_attributes: Vec<Attribute> = our_attributes;
    for attr in our_attributes {
        let Some(attribute) = policies::find(attr.path(), &facade) else {
            continue;
        };
        paths.push(attr.path().clone());
        let tokens = match &attr.meta {
            Meta::Path(_) => TokenStream::new(),
            Meta::List(list) => function.asyncness.rename_self(list.tokens.clone()),
            Meta::NameValue(pair) => {
                let name = attribute.name();
                errors.on(
                    pair,
                    format_args!(
                        "{attribute} takes its settings in parentheses, write `#[{name}(…)]`"
                    ),
                );
                continue;
            }
        };
        let mut args = Args::parse(&attribute.schema, tokens, errors);
        reject_variables(attribute, &args, function, errors);
        let own = args.take_crate(errors);
        if let Some(own) = own.filter(|own| *own != facade) {
            let first = facade.to_token_stream().to_string().replace(' ', "");
            errors.on(
                own,
                format_args!(
                    "all attributes of a function must have the same `crate`, write `crate = {first}` as in the first"
                ),
            );
        }
        read(attribute, attr.path().segments.last().span(), args, errors);
    }
    Gathered {
        facade,
        layers,
        paths,
    }
}

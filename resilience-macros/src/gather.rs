//! Takes our attributes off the function, in written order.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, Meta, Path, parse_quote};

use crate::check::refuse_variables;
use crate::errors::Errors;
use crate::function::Function;
use crate::parse::Args;
use crate::policies;
use crate::policy::{AttributeMacro, Layer};

/// Our attributes, the outermost first, and the path of the façade.
pub(crate) struct Gathered {
    pub(crate) krate: Path,
    pub(crate) layers: Vec<Layer>,
    /// The paths of all attributes that were taken off, also of those with errors.
    pub(crate) paths: Vec<Path>,
}

/// Takes our attributes off `function`, in written order.
///
/// rustc expands the first of ours first, so it stands above all that are still there.
pub(crate) fn gather(
    first: &'static AttributeMacro,
    args: TokenStream,
    function: &mut Function,
    errors: &mut Errors,
) -> Gathered {
    let args = function.form.rename_self(args);
    let mut args = Args::parse(&first.schema, args, errors);
    refuse_variables(first, &args, function, errors);
    let krate = args
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

    let (ours, foreign) = function
        .attrs
        .drain(..)
        .partition(|attr| policies::find(attr.path(), &krate).is_some());
    function.attrs = foreign;
    let ours: Vec<Attribute> = ours;
    for attr in ours {
        let Some(kind) = policies::find(attr.path(), &krate) else {
            continue;
        };
        paths.push(attr.path().clone());
        let tokens = match &attr.meta {
            Meta::Path(_) => TokenStream::new(),
            Meta::List(list) => function.form.rename_self(list.tokens.clone()),
            Meta::NameValue(pair) => {
                let name = kind.name();
                errors.on(
                    pair,
                    format_args!("{kind} takes its settings in parentheses, write `#[{name}(…)]`"),
                );
                continue;
            }
        };
        let mut args = Args::parse(&kind.schema, tokens, errors);
        refuse_variables(kind, &args, function, errors);
        let own = args.take_crate(errors);
        if let Some(own) = own.filter(|own| *own != krate) {
            let first = krate.to_token_stream().to_string().replace(' ', "");
            errors.on(
                own,
                format_args!(
                    "every attribute of a function must name the same `crate`, and the first names `{first}`"
                ),
            );
        }
        read(kind, attr.path().segments.last().span(), args, errors);
    }
    Gathered {
        krate,
        layers,
        paths,
    }
}

//! The annotated function, its body kept as raw tokens.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, FnArg, Ident, Pat, PatIdent, Receiver, Signature, Token, Type, Visibility};

use crate::asyncness::Asyncness;

/// The first item of every expansion: the type that locates the function's layers.
///
/// An attribute that finds it in a body knows that the function has been expanded without it.
pub(crate) const MARKER: &str = "__ResiliencePlace";

/// The annotated function. Its body is not parsed: it may be incomplete, and rustc parses it anyway.
pub(crate) struct Function {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) defaultness: Option<Token![default]>,
    pub(crate) sig: Signature,
    pub(crate) asyncness: Asyncness,
    pub(crate) body: Option<Group>,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let defaultness = if input.peek(Token![default]) && !input.peek2(Token![!]) {
            Some(input.parse()?)
        } else {
            None
        };
        let sig: Signature = input.parse()?;
        let body = if input.peek(Token![;]) {
            input.parse::<Token![;]>()?;
            None
        } else {
            match input.parse()? {
                TokenTree::Group(body) => Some(ungrouped(body)),
                other => return Err(syn::Error::new_spanned(other, "expected a function body")),
            }
        };
        let (asyncness, body) = Asyncness::of(&sig, body);
        Ok(Self {
            attrs,
            vis,
            defaultness,
            sig,
            asyncness,
            body,
        })
    }
}

/// Removes the invisible groups that `macro_rules` puts around a body.
fn ungrouped(body: Group) -> Group {
    let mut inside = body.stream().into_iter();
    match (body.delimiter(), inside.next(), inside.next()) {
        (Delimiter::None, Some(TokenTree::Group(inner)), None) => ungrouped(inner),
        _ => body,
    }
}

/// A parameter, and whether code outside the body can name it.
pub(crate) enum Parameter<'a> {
    Receiver(&'a Receiver),
    Named(&'a Ident, &'a [Attribute]),
    /// A pattern: its parts have names, the whole argument has none.
    Unnamed(&'a Pat),
}

impl Function {
    /// Whether the body begins with the marker: `struct MARKER;`
    pub(crate) fn is_expanded(&self) -> bool {
        let second = self
            .body
            .as_ref()
            .and_then(|body| body.stream().into_iter().nth(1));
        matches!(second, Some(TokenTree::Ident(word)) if word == MARKER)
    }

    pub(crate) fn parameters(&self) -> impl Iterator<Item = Parameter<'_>> {
        self.sig.inputs.iter().map(|input| match input {
            FnArg::Receiver(receiver) => Parameter::Receiver(receiver),
            FnArg::Typed(typed) => match &*typed.pat {
                Pat::Ident(name) if name.subpat.is_none() && !self.is_destructured(name) => {
                    Parameter::Named(&name.ident, &typed.attrs)
                }
                pattern => Parameter::Unnamed(pattern),
            },
        })
    }

    /// Whether `#[async_trait]` has put that name in place of a pattern, which it destructures
    /// before the body.
    fn is_destructured(&self, name: &PatIdent) -> bool {
        matches!(self.asyncness, Asyncness::AsyncTrait(_))
            && name.ident.to_string().starts_with("__arg")
    }

    /// The output type of the function's future.
    pub(crate) fn output(&self) -> Option<&Type> {
        self.asyncness.output(&self.sig)
    }

    /// The function with `body`, a block, as the code of its future.
    pub(crate) fn with_body(&self, body: &TokenStream, boxed: &TokenStream) -> TokenStream {
        let marker = Ident::new(MARKER, Span::mixed_site());
        let body = self.asyncness.around(body, &marker, boxed);
        self.with(&body)
    }

    /// The function without a body.
    pub(crate) fn without_body(&self) -> TokenStream {
        self.with(&quote!(;))
    }

    /// The function with `body` after its signature.
    pub(crate) fn with(&self, body: &TokenStream) -> TokenStream {
        let Self {
            attrs,
            vis,
            defaultness,
            sig,
            ..
        } = self;
        quote!(#(#attrs)* #vis #defaultness #sig #body)
    }
}

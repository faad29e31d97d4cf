//! The function as the code of its layers sees it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, Ident};

use super::assignment::Assignment;
use super::declaration::Declaration;
use super::generics::find_generic;
use super::predicate::Predicate;
use crate::hygiene::hygienic;
use crate::parse::Expression;

/// The function as the code of one of its layers sees it.
pub(crate) struct Context<'a> {
    /// The arguments of the function, by name, the receiver first.
    pub(crate) arguments: &'a [Argument<'a>],
    /// The generic parameters of the function, which a `static` cannot use.
    pub(crate) generics: &'a [Ident],
    /// The `judge` predicates of all layers.
    pub(crate) judges: &'a [&'a Predicate],
    /// The path of the function, an expression of type `&str`.
    pub(crate) path: &'a TokenStream,
    /// The span of the layer's attribute, which the registry reports as the location of the policy.
    pub(crate) span: Span,
}

/// An argument of the function as an expression, with the `cfg` attributes of its parameter.
pub(crate) struct Argument<'a> {
    pub(crate) conditions: Vec<&'a Attribute>,
    pub(crate) name: TokenStream,
}

impl ToTokens for Argument<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for condition in &self.conditions {
            condition.to_tokens(tokens);
        }
        self.name.to_tokens(tokens);
    }
}

impl Context<'_> {
    /// Whether a setting names `Self` or a generic parameter, so that each instance of the function needs
    /// its own layer.
    ///
    /// Other functions share one layer: rustc evaluates a layer per instance only if the function is called.
    pub(crate) fn is_per_instance(&self, expressions: &[&TokenStream]) -> bool {
        expressions
            .iter()
            .any(|value| find_generic(value, self.generics).is_some())
    }

    /// The declaration of a policy in a registry.
    pub(crate) fn policy(
        &self,
        policy: [&str; 2],
        name: Option<&Expression>,
        settings: &[Assignment],
    ) -> Declaration {
        let (ty, site) = self.site(policy, name, settings);
        Declaration::Shared {
            ty,
            site,
            is_unregistered: false,
        }
    }

    /// The type of a policy in a registry, and the expression that declares it at the attribute's location.
    ///
    /// ```text
    /// Bulkhead
    /// { let mut settings = bulkhead::DEFAULT; SETTINGS bulkhead::define(NAME, settings) }
    /// // without settings
    /// bulkhead::join(NAME)
    /// // without a name
    /// { let mut settings = …; bulkhead::own(settings) }
    /// ```
    pub(crate) fn site(
        &self,
        [policy, module]: [&str; 2],
        name: Option<&Expression>,
        settings: &[Assignment],
    ) -> (TokenStream, TokenStream) {
        let (policy, module) = (format_ident!("{policy}"), format_ident!("{module}"));
        let ty = quote!(__resilience::#policy);
        let named = name
            .filter(|name| name.unevaluated_tokens().is_some())
            .map(|name| {
                let span = name.span();
                Expression::generated(span, hygienic!(@span __resilience::non_empty_name(#name)))
            });
        let name = named.as_ref().or(name);
        // These functions record the location of their caller: the attribute, not the whole expansion.
        let settings_ident = Ident::new("settings", Span::mixed_site());
        let site = match name {
            Some(name) if settings.is_empty() => {
                return (
                    ty,
                    quote_spanned!(self.span=> __resilience::#module::join(#name)),
                );
            }
            Some(name) => {
                quote_spanned!(self.span=> __resilience::#module::define(#name, #settings_ident))
            }
            None => quote_spanned!(self.span=> __resilience::#module::own(#settings_ident)),
        };
        let value = hygienic!({
            let mut settings = __resilience::#module::DEFAULT;
            #(#settings)*
            #site
        });
        (ty, value)
    }
}

//! What the expansion of a layer has to know, and the items that every layer makes alike.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, Ident};

use super::predicate::Predicate;
use super::set::Set;
use super::unseen::unseen;
use crate::parse::Expression;
use crate::span::ours;

/// What the expansion of a layer has to know.
pub(crate) struct Context<'a> {
    /// The arguments of the function, by name, the receiver first.
    pub(crate) arguments: &'a [Argument<'a>],
    /// What a setting may name that a `static` cannot see, beside `Self`.
    pub(crate) generics: &'a [Ident],
    /// The predicates of the layers that look at an `Ok` too.
    pub(crate) judges: &'a [&'a Predicate],
    /// The path of the function.
    pub(crate) path: &'a TokenStream,
    /// The span of the attribute that is expanded, for sites to tell where they come from.
    pub(crate) span: Span,
}

/// An argument of the function as an expression, there under the same conditions as its parameter.
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
    /// Whether what only rustc knows of settings names `Self` or a generic, so that each instance of the
    /// function has its own.
    ///
    /// Not all have: what is generic rustc evaluates only where the function is called.
    pub(crate) fn is_own(&self, unknown: &[&TokenStream]) -> bool {
        unknown
            .iter()
            .any(|value| unseen(value, self.generics).is_some())
    }

    /// A policy of the registry as a layer.
    pub(crate) fn policy(
        &self,
        policy: [&str; 2],
        name: Option<&Expression>,
        settings: &[Set],
    ) -> Item {
        let (ty, site) = self.site(policy, name, settings);
        Item::Shared {
            ty,
            site,
            stands: false,
        }
    }

    /// A policy with what its site declares, which stands in the source where the attribute does.
    ///
    /// ```text
    /// Bulkhead
    /// { let mut settings = bulkhead::DEFAULT; SETTINGS bulkhead::states(NAME, settings) }
    /// // without settings
    /// bulkhead::joins(NAME)
    /// // without a name
    /// { let mut settings = …; bulkhead::owns(settings) }
    /// ```
    pub(crate) fn site(
        &self,
        [policy, module]: [&str; 2],
        name: Option<&Expression>,
        settings: &[Set],
    ) -> (TokenStream, TokenStream) {
        let (policy, module) = (format_ident!("{policy}"), format_ident!("{module}"));
        let ty = quote!(__resilience::#policy);
        let named = name.filter(|name| name.unknown().is_some()).map(|name| {
            let span = name.span();
            Expression::made(span, ours!(@span __resilience::named(#name)))
        });
        let name = named.as_ref().or(name);
        // Each asks for its caller's place: the attribute, not the expansion as a whole.
        let kept = Ident::new("settings", Span::mixed_site());
        let site = match name {
            Some(name) if settings.is_empty() => {
                return (
                    ty,
                    quote_spanned!(self.span=> __resilience::#module::joins(#name)),
                );
            }
            Some(name) => {
                quote_spanned!(self.span=> __resilience::#module::states(#name, #kept))
            }
            None => quote_spanned!(self.span=> __resilience::#module::owns(#kept)),
        };
        let value = ours!({
            let mut settings = __resilience::#module::DEFAULT;
            #(#settings)*
            #site
        });
        (ty, value)
    }
}

/// A layer as a part of the expansion.
pub(crate) enum Item {
    /// A part of the function's static: its type, what its attribute declares, and whether it is in no registry:
    /// then `SITE.of(PATH)` is the layer.
    Shared {
        ty: TokenStream,
        site: TokenStream,
        stands: bool,
    },
    /// A layer that each instance of a generic function has for itself.
    Own(TokenStream),
    /// The settings of a retry of that kind, and the type and value of its budget, which all share.
    OwnWithBudget {
        settings: TokenStream,
        budget: (TokenStream, TokenStream),
    },
}

//! What the expansion of a layer has to know, and the items that every layer makes alike.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Ident};

use super::predicate::Predicate;
use super::unseen::unseen;
use crate::span::{at, ours};

/// What the expansion of a layer has to know.
pub(crate) struct Context<'a> {
    /// `::resilience::__private`
    pub(crate) private: &'a TokenStream,
    /// The path of the function, as a string expression.
    pub(crate) function: &'a TokenStream,
    /// The arguments of the function, by name, the receiver first.
    pub(crate) arguments: &'a [Argument<'a>],
    /// What a setting may name that a `static` cannot see, beside `Self`.
    pub(crate) generics: &'a [Ident],
    /// The predicates of the layers that look at an `Ok` too.
    pub(crate) judges: &'a [&'a Predicate],
    /// The span of the attribute that is expanded, for items to tell where they come from.
    pub(crate) span: Span,
    /// Which of two `timeout`s it is, for its item's name.
    pub(crate) place: usize,
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
    /// The name of this layer's item.
    pub(crate) fn item(&self, name: &str) -> Ident {
        format_ident!(
            "__RESILIENCE_{name}_{}",
            self.place,
            span = Span::mixed_site()
        )
    }

    /// Settings of one function, kept by nobody else.
    ///
    /// ```text
    /// static __RESILIENCE_TIMEOUT_1: Timeout = SETTINGS;
    /// // where they name `Self` or a generic, and each type has its own
    /// let __RESILIENCE_TIMEOUT_1: &'static Timeout = const { &SETTINGS };
    /// ```
    ///
    /// Not always the latter: what is generic rustc evaluates only where the function is called.
    pub(crate) fn settings(
        &self,
        item: &Ident,
        ty: &TokenStream,
        settings: &TokenStream,
    ) -> TokenStream {
        if unseen(settings, self.generics).is_some() {
            ours!(let #item: &'static #ty = const { &#settings };)
        } else {
            ours!(static #item: #ty = #settings;)
        }
    }

    /// A site: a policy with its place in the source, collected at link time.
    ///
    /// ```text
    /// static __RESILIENCE_BULKHEAD_1: Site<Bulkhead> = Site::new(BUILDER, "shop::check_fraud");
    /// submit! { Declared(&__RESILIENCE_BULKHEAD_1) }
    /// ```
    pub(crate) fn site(
        &self,
        item: &Ident,
        policy: &str,
        name: Option<&TokenStream>,
        settings: &TokenStream,
    ) -> TokenStream {
        let Self {
            private, function, ..
        } = self;
        let (policy, builder) = (format_ident!("{policy}"), format_ident!("{policy}Builder"));
        let span = name.map_or(self.span, Spanned::span);
        let declared = at(span, private);
        let given = name.map(|name| ours!(@span #declared::named(#name)));
        let given = crate::parse::option(given);
        let declared = ours!(@span #declared::#builder::declared(#given));
        // `Site::new` asks for its caller's place: the attribute, not the expansion as a whole.
        let (new, builder) = (at(self.span, private), ours!(builder));
        let new = quote_spanned!(self.span=> #new::Site::new(#builder, #function));
        ours! {
            static #item: #private::Site<#private::#policy> = {
                let builder = #declared;
                #settings
                #new
            };
            #private::submit! { #private::Declared(&#item) }
        }
    }
}

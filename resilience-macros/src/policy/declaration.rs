//! The declaration of a layer in the expansion.

use proc_macro2::TokenStream;

/// The declaration of a layer in the expansion.
pub(crate) enum Declaration {
    /// A part of the function's static. If it is in no registry, `SITE.of(PATH)` is the layer.
    Shared {
        ty: TokenStream,
        site: TokenStream,
        is_unregistered: bool,
    },
    /// A layer of which each instance of a generic function has its own.
    PerInstance(TokenStream),
    /// A retry of which each instance has its own settings. The budget, a type and a value, is shared.
    PerInstanceWithBudget {
        settings: TokenStream,
        budget: (TokenStream, TokenStream),
    },
}

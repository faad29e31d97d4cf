//! The limit of a timeout.

use std::time::Duration;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::unseen::unseen;
use crate::errors::Errors;
use crate::parse::Expression;
use crate::span::ours;

/// The limit of a timeout.
pub(crate) struct TimeLimit {
    pub(crate) limit: Expression,
    /// `None` for a constant, which only rustc can compare.
    pub(crate) length: Option<Duration>,
}

impl TimeLimit {
    /// Reports an attempt that may take longer than the whole call: its limit is never reached.
    pub(crate) fn fits(attempt: &Self, whole: &Self, errors: &mut Errors) {
        if let (Some(limit), Some(all)) = (attempt.length, whole.length) {
            if limit > all {
                errors.at(
                    attempt.limit.span(),
                    format_args!(
                        "this `timeout` of each attempt ({limit:?}) must not be longer than the one of the whole \
                         call ({all:?}), which cuts it off"
                    ),
                );
            }
        }
    }

    /// The same by rustc, where a limit is a constant.
    ///
    /// ```text
    /// const _: () = attempt_fits(ATTEMPT, WHOLE);
    /// // where a limit names `Self` or a generic
    /// const { attempt_fits(ATTEMPT, WHOLE) };
    /// ```
    pub(crate) fn fits_item(attempt: &Self, whole: &Self, generics: &[Ident]) -> TokenStream {
        if attempt.length.and(whole.length).is_some() {
            return TokenStream::new();
        }
        let (limit, all) = (&attempt.limit, &whole.limit);
        let span = limit.span();
        let fits = ours!(@span __resilience::attempt_fits(#limit, #all));
        if unseen(&quote!(#limit, #all), generics).is_some() {
            ours!(@span const { #fits };)
        } else {
            ours!(@span const _: () = #fits;)
        }
    }
}

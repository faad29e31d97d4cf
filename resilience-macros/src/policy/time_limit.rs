//! The limit of a timeout.

use std::time::Duration;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::generics::find_generic;
use crate::errors::Errors;
use crate::hygiene::hygienic;
use crate::parse::Expression;

/// The limit of a timeout.
pub(crate) struct TimeLimit {
    pub(crate) limit: Expression,
    /// `None` for a constant, whose value only rustc can compute.
    pub(crate) length: Option<Duration>,
}

impl TimeLimit {
    /// Reports a limit of each attempt that is longer than the limit of the whole call.
    pub(crate) fn check_nested(attempt: &Self, whole: &Self, errors: &mut Errors) {
        if let (Some(limit), Some(all)) = (attempt.length, whole.length) {
            if limit > all {
                errors.at(
                    attempt.limit.span(),
                    format_args!(
                        "the `timeout` of each attempt ({limit:?}) must not be longer than the `timeout` of the \
                         whole call ({all:?})"
                    ),
                );
            }
        }
    }

    /// Code by which rustc makes the same check, if a limit is a constant.
    ///
    /// ```text
    /// const _: () = attempt_fits(ATTEMPT, WHOLE);
    /// // if a limit names `Self` or a generic parameter
    /// const { attempt_fits(ATTEMPT, WHOLE) };
    /// ```
    pub(crate) fn nested_check(attempt: &Self, whole: &Self, generics: &[Ident]) -> TokenStream {
        if attempt.length.and(whole.length).is_some() {
            return TokenStream::new();
        }
        let (limit, all) = (&attempt.limit, &whole.limit);
        let span = limit.span();
        let fits = hygienic!(@span __resilience::attempt_fits(#limit, #all));
        if find_generic(&quote!(#limit, #all), generics).is_some() {
            hygienic!(@span const { #fits };)
        } else {
            hygienic!(@span const _: () = #fits;)
        }
    }
}

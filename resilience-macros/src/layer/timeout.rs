//! `#[timeout(…)]`

use std::time::Duration;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::{Context, Item, Layer, Policy, unseen};
use crate::errors::Errors;
use crate::parse::{Args, Entry, Expression, called, duration, length};
use crate::span::ours;

pub(crate) struct Timeout {
    limit: Expression,
    /// `None` for a constant, which only rustc can compare.
    length: Option<Duration>,
}

impl Timeout {
    pub(super) fn parse(span: Span, mut args: Args, errors: &mut Errors) -> Option<Self> {
        let mut known = None;
        let limit = match args.take_bare() {
            Some(Entry::Bare(value)) => {
                known = length(&value);
                duration("timeout", &value, false, errors)
            }
            Some(Entry::Call { key, args }) => Some(Expression::only_rustc_knows(
                key.span(),
                called(&key, &args),
            )),
            Some(Entry::Setting { .. }) | None => {
                if !args.may_hold_more() {
                    errors.at(span, "`timeout` needs its limit, write `#[timeout(5s)]`");
                }
                None
            }
        };
        args.finish_with(
            "`timeout` takes its limit alone, write `#[timeout(5s)]`",
            errors,
        );
        limit.map(|limit| Self {
            limit,
            length: known,
        })
    }

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

    /// The timeout of each attempt and the one of the whole call, where there are both.
    pub(crate) fn nested(layers: &[Layer]) -> Option<(&Self, &Self)> {
        let mut timeouts = layers.iter().filter_map(|layer| match &layer.policy {
            Policy::Timeout(timeout) => Some(timeout),
            _ => None,
        });
        let (whole, attempt) = (timeouts.next()?, timeouts.next()?);
        Some((attempt, whole))
    }

    pub(super) fn item(&self, cx: &Context<'_>) -> Item {
        let Self { limit, .. } = self;
        let span = limit.span();
        let site = ours!(@span __resilience::TimeoutSite::new(#limit));
        if cx.is_own(limit.unknown().as_slice()) {
            let path = cx.path;
            return Item::Own(ours!(const { &#site.of(#path) }));
        }
        Item::Shared {
            ty: quote!(__resilience::Timeout),
            site,
            stands: true,
        }
    }
}

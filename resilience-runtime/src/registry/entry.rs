//! One policy of a registry, and what is said of it.

use std::panic::Location;

use super::overlay::Overlay;
use super::{Conflict, Policy};
use crate::Name;

#[derive(Debug)]
pub(super) struct Entry<P: Policy> {
    pub(super) policy: P,
    /// Who gave the settings, which are in force until they are configured or adjusted.
    pub(super) given: Option<(&'static Location<'static>, P::Settings)>,
    /// The first site that named it.
    pub(super) named_at: &'static Location<'static>,
    /// Whether an annotated function names it.
    pub(super) declared: bool,
    /// Whether someone has changed its settings while it was in use. That outranks what sites say,
    /// and what was configured before.
    pub(super) adjusted: bool,
}

impl<P: Policy> Entry<P> {
    pub(super) fn new(
        name: &Name,
        given: Option<(&'static Location<'static>, P::Settings)>,
        named_at: &'static Location<'static>,
        declared: bool,
        overlay: &Overlay<P>,
    ) -> Self {
        let base = given.map_or(P::DEFAULT, |(_, settings)| settings);
        Self {
            policy: P::create(name.clone(), &overlay.settings(name, &base)),
            given,
            named_at,
            declared,
            adjusted: false,
        }
    }

    /// What the sites say.
    pub(super) fn base(&self) -> P::Settings {
        self.given.map_or(P::DEFAULT, |(_, settings)| settings)
    }

    /// What should be in force; `None` where that is what someone has adjusted.
    pub(super) fn target(&self, overlay: &Overlay<P>, name: &str) -> Option<P::Settings> {
        (!self.adjusted).then(|| overlay.settings(name, &self.base()))
    }

    /// Why what is configured is not in force.
    pub(super) fn refusal(&self, overlay: &Overlay<P>, name: &Name) -> Option<Conflict> {
        let error = overlay.over(name, &self.base()).err()?;
        Some(Conflict::Configuration {
            kind: P::KIND,
            name: name.clone(),
            at: self.given.map_or(self.named_at, |(at, _)| at),
            error,
        })
    }
}

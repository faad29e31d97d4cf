//! The retry that an attribute declares.

use super::config::Settings;
use super::layer::RetryLayer;
use crate::registry::{FromSite, Sites};

impl RetryLayer<Settings, ()> {
    /// The retry of the function at that path.
    #[must_use]
    pub const fn of(self, function: &'static str) -> Self {
        Self {
            settings: self.settings.of(function),
            budget: (),
        }
    }
}

impl<B: FromSite> FromSite for RetryLayer<Settings, B> {
    type Site = RetryLayer<Settings, B::Site>;

    fn declare(site: &'static Self::Site, function: &'static str, sites: &mut Sites) {
        B::declare(&site.budget, function, sites);
    }

    fn resolve(site: &Self::Site, function: &'static str) -> Self {
        Self {
            settings: site.settings.of(function),
            budget: B::resolve(&site.budget, function),
        }
    }
}

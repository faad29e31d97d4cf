//! The configured settings of one kind of policy.

use super::section::{Section, Setting};
use super::source::Layer;
use crate::observe::config_error::Error;
use crate::registry::{Registered, StatedPolicy};

/// The sections of one kind. Each outranks those before it.
pub(super) struct SectionOverrides<P: Registered>(Vec<Section<P>>);

impl<P: Registered> SectionOverrides<P> {
    /// Reads the sections of `layers`, of which each outranks those before it.
    ///
    /// Errors of the sections go to `errors`, and so do contradictions with the settings of a policy
    /// in `policies`. A contradiction that exists already, because the policy is newer than a layer
    /// that was loaded before, is not an error of this load. The names of such a layer are not checked
    /// again either: their policies may have been pruned.
    pub(super) fn read(
        layers: &[Layer<'_>],
        policies: &[StatedPolicy<P>],
        errors: &mut Vec<Error>,
    ) -> Self {
        let mut names: Vec<_> = policies.iter().map(|policy| &policy.name).collect();
        names.dedup();
        let mut all = Vec::new();
        for layer in layers {
            let ours = layer.sections.iter().filter(|raw| raw.kind == P::SECTION);
            let sections: Vec<_> = ours.map(|raw| Section::read(raw, errors)).collect();
            if layer.is_new {
                for section in &sections {
                    section.check_name(&names, errors);
                }
            }
            let (for_all, for_one): (Vec<_>, Vec<_>) =
                sections.into_iter().partition(Section::is_for_all);
            all.extend(for_all.into_iter().chain(for_one));
        }
        let overrides = Self(all);
        for policy in policies {
            let error = overrides.apply(&policy.name, &policy.settings).err();
            errors.extend(error.filter(|error| policy.override_error != Some(error.to_string())));
        }
        overrides
    }

    /// Returns `stated` with the configured settings of the policy `name`.
    ///
    /// # Errors
    ///
    /// The contradiction, if the resulting settings contradict each other.
    pub(super) fn apply(&self, name: &str, stated: &P::Settings) -> Result<P::Settings, Error> {
        let sections = self.0.iter().filter(|section| section.covers(name));
        let configured: Vec<_> = sections.flat_map(|section| &section.settings).collect();
        let mut settings = *stated;
        for Setting { key, value, .. } in &configured {
            // Cannot fail: the value was checked when the section was read.
            let _ = key.set(&mut settings, value);
        }
        match (P::check(&settings), configured.last()) {
            (Err(why), Some(last)) => {
                let is_named = |setting: &&&Setting<P>| {
                    let key = format!("`{}`", setting.key.name);
                    why.contains(&key)
                };
                let at = configured.iter().rev().find(is_named).unwrap_or(last);
                let kind = P::KIND;
                let message = format!("{why}; {kind} `{name}` would have {settings}");
                Err(Error::new(&at.at, Some(at.path.clone()), message))
            }
            _ => Ok(settings),
        }
    }
}

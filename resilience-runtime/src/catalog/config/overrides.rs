//! What is configured for one kind of policy.

use super::section::{Section, Setting};
use super::source::Layer;
use crate::observe::config_error::Error;
use crate::registry::{Base, Registered};

/// The sections of one kind, those last that outrank the others.
pub(super) struct Overrides<P: Registered>(Vec<Section<P>>);

impl<P: Registered> Overrides<P> {
    /// The sections of `layers`, of which each outranks those before. What is wrong goes to
    /// `errors`; so does what does not go with a policy of `bases`.
    ///
    /// What came later than a layer that is in force already is no reason to refuse another one: a
    /// name that is gone, or a policy that does not go with it.
    pub(super) fn read(layers: &[Layer<'_>], bases: &[Base<P>], errors: &mut Vec<Error>) -> Self {
        let mut names: Vec<_> = bases.iter().map(|base| &base.name).collect();
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
        for base in bases {
            let error = overrides.over(&base.name, &base.settings).err();
            errors.extend(error.filter(|error| base.refused != Some(error.to_string())));
        }
        overrides
    }

    /// The settings of the policy of that name, from those that its sites give.
    ///
    /// # Errors
    ///
    /// What contradicts what.
    pub(super) fn over(&self, name: &str, base: &P::Settings) -> Result<P::Settings, Error> {
        let sections = self.0.iter().filter(|section| section.covers(name));
        let given: Vec<_> = sections.flat_map(|section| &section.settings).collect();
        let mut settings = *base;
        for Setting { key, value, .. } in &given {
            // They were set before, when the section was read.
            let _ = key.set(&mut settings, value);
        }
        match (P::check(&settings), given.last()) {
            (Err(why), Some(last)) => {
                let named = |setting: &&&Setting<P>| {
                    let key = format!("`{}`", setting.key.name);
                    why.contains(&key)
                };
                let at = given.iter().rev().find(named).unwrap_or(last);
                let kind = P::KIND;
                let message = format!("{why}; {kind} `{name}` would have {settings}");
                Err(Error::new(&at.at, Some(at.path.clone()), message))
            }
            _ => Ok(settings),
        }
    }
}

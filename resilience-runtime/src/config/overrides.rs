//! What is configured for one kind of policy.

use std::collections::HashSet;

use super::error::Error;
use super::key::Configured;
use super::section::{Section, Setting};
use super::source::Raw;
use crate::Name;

/// The sections of one kind, those last that outrank the others.
pub(super) struct Overrides<P: Configured>(Vec<Section<P>>);

impl<P: Configured> Overrides<P> {
    /// The sections of `sources`, of which each outranks those before. What is wrong goes to
    /// `errors`; so does what does not go with a policy of `bases`.
    pub(super) fn read(
        sources: &[&[Raw]],
        bases: &[(Name, P::Settings)],
        errors: &mut Vec<Error>,
    ) -> Self {
        let mut all = Vec::new();
        for source in sources {
            let ours = source.iter().filter(|raw| raw.kind == P::SECTION);
            let sections = ours.map(|raw| Section::read(raw, errors));
            let (for_all, named): (Vec<_>, Vec<_>) = sections.partition(Section::is_for_all);
            all.extend(for_all.into_iter().chain(named));
        }
        let names: HashSet<_> = bases.iter().map(|(name, _)| name.clone()).collect();
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort();
        for section in &all {
            section.check_name(&names, errors);
        }
        let overrides = Self(all);
        for (name, base) in bases {
            errors.extend(overrides.over(name, base).err());
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

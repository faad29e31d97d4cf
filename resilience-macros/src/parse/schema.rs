//! The settings that an attribute accepts.

use crate::suggest::nearest;

/// The settings that an attribute accepts, or a group in one, such as `budget(…)`.
pub(crate) struct Schema {
    /// The name of the attribute or group.
    pub(crate) name: &'static str,
    pub(crate) settings: &'static [Setting],
    pub(crate) aliases: &'static [Alias],
    /// Whether a value without a key is a setting, as in `timeout(5s)`.
    pub(crate) takes_bare_value: bool,
}

/// A setting and the values that it takes.
pub(crate) struct Setting {
    pub(crate) key: &'static str,
    /// For error messages: a kind of value, then an example.
    pub(crate) takes: &'static str,
    /// Whether the value is evaluated before the first call.
    pub(crate) is_constant: bool,
}

/// Names that other libraries give to a setting.
pub(crate) struct Alias {
    pub(crate) names: &'static [&'static str],
    /// Our name for it, as an error message shows it.
    pub(crate) setting: &'static str,
}

impl Setting {
    pub(crate) const NAME: Self = Self::constant("name", "a string: `name = \"fraud\"`");
    pub(crate) const CLONE: Self =
        Self::not_constant("clone", "names of arguments: `clone(order)`");
    pub(crate) const CRATE: Self =
        Self::not_constant("crate", "an absolute path: `crate = ::resilience`");

    /// A setting whose value is evaluated before the first call.
    pub(crate) const fn constant(key: &'static str, takes: &'static str) -> Self {
        Self {
            key,
            takes,
            is_constant: true,
        }
    }

    /// A setting whose value is evaluated in a call, or is a keyword or a path.
    pub(crate) const fn not_constant(key: &'static str, takes: &'static str) -> Self {
        Self {
            key,
            takes,
            is_constant: false,
        }
    }
}

impl Schema {
    /// The setting named `key`.
    pub(crate) fn find(&self, key: &str) -> Option<&'static Setting> {
        self.settings.iter().find(|setting| setting.key == key)
    }

    /// The most likely setting for an unknown word, as an error message shows it.
    pub(crate) fn suggest(&self, word: &str) -> Option<String> {
        let keys = self.settings.iter().map(|setting| setting.key);
        let names = self.aliases.iter().flat_map(|alias| alias.names);
        let nearest = nearest(word, keys.chain(names.copied()))?;
        let mut aliases = self.aliases.iter();
        let alias = aliases.find(|alias| alias.names.contains(&nearest));
        Some(alias.map_or_else(|| format!("`{nearest}`"), |alias| alias.setting.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: Schema = Schema {
        name: "retry",
        settings: &[
            Setting::constant("max", "a whole number: `max = 3`"),
            Setting::constant("base_delay", "a duration: `base_delay = 1s`"),
            Setting::constant("max_delay", "a duration: `max_delay = 30s`"),
            Setting::not_constant("jitter", "no value"),
        ],
        aliases: &[Alias {
            names: &["times", "max_retries", "attempts"],
            setting: "`max` (retries after the first call)",
        }],
        takes_bare_value: false,
    };

    #[test]
    fn a_misspelt_word_suggests_its_setting() {
        for (word, setting) in [
            ("mx", "`max`"),
            ("baseDelay", "`base_delay`"),
            ("base_dealy", "`base_delay`"),
            ("jiter", "`jitter`"),
        ] {
            assert_eq!(SCHEMA.suggest(word).as_deref(), Some(setting), "{word}");
        }
    }

    #[test]
    fn an_alias_suggests_its_setting_even_when_misspelt() {
        let max = Some("`max` (retries after the first call)");
        for word in ["max_retries", "attempts", "tmes"] {
            assert_eq!(SCHEMA.suggest(word).as_deref(), max, "{word}");
        }
    }

    #[test]
    fn a_word_that_is_like_no_setting_suggests_nothing() {
        for word in ["colour", "ab", "on", "x"] {
            assert_eq!(SCHEMA.suggest(word), None, "{word}");
        }
    }
}

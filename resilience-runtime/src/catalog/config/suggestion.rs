//! Words that are nearly right.

use std::fmt::Display;

/// The first of the nearest among `known`, if `word` is likely a slip of it.
fn nearest<W: AsRef<str>>(word: &str, known: impl IntoIterator<Item = W>) -> Option<W> {
    let word = plain(word);
    known
        .into_iter()
        .map(|known| (strsim::osa_distance(&word, &plain(known.as_ref())), known))
        .filter(|(distance, known)| *distance <= word.len().max(known.as_ref().len()) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// `, did you mean `that`?`, where `word` is likely a slip of one of `known`.
pub(super) fn did_you_mean<W: AsRef<str>>(
    word: &str,
    known: impl IntoIterator<Item = W>,
) -> Option<String> {
    nearest(word, known).map(|meant| format!(", did you mean `{}`?", meant.as_ref()))
}

/// The words, for a message: not all of many.
pub(super) fn list(words: impl IntoIterator<Item = impl Display>) -> String {
    const MOST: usize = 20;
    let words: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_at_checked(MOST) {
        Some((first, rest)) if !rest.is_empty() => {
            format!("{} and {} more", first.join(", "), rest.len())
        }
        _ => words.join(", "),
    }
}

/// Underscores and capitals are a matter of habit: `coolDown`, `cool_down`.
fn plain(word: &str) -> String {
    word.replace('_', "").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_what_is_like_nothing_finds_nothing() {
        let known = ["threshold", "cooldown", "probes"];
        assert_eq!(nearest("coolDwon", known), Some("cooldown"));
        assert_eq!(nearest("colour", known), None);
    }

    #[test]
    fn of_many_words_the_first_are_listed() {
        let many: Vec<_> = (0..23).map(|n| n.to_string()).collect();
        let listed = list(many.iter().map(String::as_str));
        assert!(listed.ends_with("`19` and 3 more"), "{listed}");
        assert_eq!(list(["a", "b"]), "`a`, `b`");
    }
}

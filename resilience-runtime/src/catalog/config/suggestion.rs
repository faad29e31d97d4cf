//! Suggestions for misspelled words.

use std::fmt::Display;

/// Returns the word in `known` that `word` likely misspells.
fn nearest<W: AsRef<str>>(word: &str, known: impl IntoIterator<Item = W>) -> Option<W> {
    let word = plain(word);
    known
        .into_iter()
        .map(|known| (strsim::osa_distance(&word, &plain(known.as_ref())), known))
        .filter(|(distance, known)| *distance <= word.len().max(known.as_ref().len()) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Returns `, did you mean `that`?` if `word` likely misspells one of `known`.
pub(super) fn did_you_mean<W: AsRef<str>>(
    word: &str,
    known: impl IntoIterator<Item = W>,
) -> Option<String> {
    nearest(word, known).map(|meant| format!(", did you mean `{}`?", meant.as_ref()))
}

/// Lists the words for a message, at most the first 20.
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

/// Removes underscores and capitals, in which spellings such as `coolDown` and `cool_down` differ.
fn plain(word: &str) -> String {
    word.replace('_', "").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_word_is_recognized_and_an_unrelated_one_is_not() {
        let known = ["threshold", "cooldown", "probes"];
        assert_eq!(nearest("coolDwon", known), Some("cooldown"));
        assert_eq!(nearest("colour", known), None);
    }

    #[test]
    fn only_the_first_words_of_a_long_list_are_listed() {
        let many: Vec<_> = (0..23).map(|n| n.to_string()).collect();
        let listed = list(many.iter().map(String::as_str));
        assert!(listed.ends_with("`19` and 3 more"), "{listed}");
        assert_eq!(list(["a", "b"]), "`a`, `b`");
    }
}

//! Suggestions for misspelt words.

/// Finds the word in `known` that `word` is likely a misspelling of.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    known
        .into_iter()
        .map(|known| (strsim::osa_distance(&word, &plain(known)), known))
        .filter(|(distance, known)| *distance <= word.len().max(known.len()) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// The error message for a word that is not in `known`.
pub(crate) fn one_of(key: &str, word: &str, known: &[&str]) -> String {
    let suggestion = nearest(word, known.iter().copied());
    let suggestion = suggestion.map_or_else(String::new, |suggestion| {
        format!(", did you mean `{suggestion}`?")
    });
    format!(
        "`{key}` must be one of: `{}`{suggestion}",
        known.join("`, `")
    )
}

/// Removes underscores and capitals, so that `coolDown` and `cool_down` are equal.
fn plain(word: &str) -> String {
    word.replace('_', "").to_lowercase()
}

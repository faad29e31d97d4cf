//! Words that are nearly right: slips, and settings under the names that other libraries give them.

/// What to write where another word was meant: the attribute, the words, and ours.
type Meant = (&'static str, &'static [&'static str], &'static str);

const MEANT: &[Meant] = &[
    (
        "retry",
        &[
            "times",
            "tries",
            "retries",
            "attempts",
            "max_retries",
            "max_attempts",
        ],
        "`max` (retries after the first call)",
    ),
    (
        "retry",
        &[
            "backoff",
            "initial_delay",
            "initial_interval",
            "interval",
            "min_delay",
        ],
        "`base_delay`",
    ),
    ("retry", &["max_backoff", "max_interval"], "`max_delay`"),
    ("retry", &["multiplier"], "`factor`"),
    (
        "retry",
        &["deadline", "max_duration", "total_delay"],
        "`max_elapsed`",
    ),
    ("retry", &["predicate", "retry_if", "retry_on"], "`when`"),
    ("retry", &["timeout"], "`#[timeout(5s)]` below `#[retry]`"),
    (
        "circuit_breaker",
        &[
            "consecutive_failures",
            "failure_threshold",
            "failures",
            "max",
            "max_failures",
        ],
        "`threshold`",
    ),
    (
        "circuit_breaker",
        &[
            "break_duration",
            "open_duration",
            "recovery_timeout",
            "reset_timeout",
            "wait_duration",
        ],
        "`cooldown`",
    ),
    (
        "circuit_breaker",
        &[
            "half_open_max_calls",
            "permitted_calls",
            "success_threshold",
        ],
        "`probes`",
    ),
    (
        "circuit_breaker",
        &["error_rate", "failure_rate_threshold", "failure_ratio"],
        "`failure_rate`",
    ),
    (
        "circuit_breaker",
        &["sliding_window", "window_size"],
        "`window`",
    ),
    (
        "circuit_breaker",
        &["minimum_calls", "minimum_throughput"],
        "`min_calls`",
    ),
    ("circuit_breaker", &["predicate"], "`when`"),
    (
        "circuit_breaker",
        &["timeout"],
        "`#[timeout(5s)]` below `#[circuit_breaker]`",
    ),
    (
        "bulkhead",
        &[
            "concurrency",
            "limit",
            "max_calls",
            "max_concurrent",
            "permits",
        ],
        "`max`",
    ),
    ("bulkhead", &["max_wait", "timeout"], "`wait`"),
    (
        "bulkhead",
        &["capacity", "max_queue", "queue_size"],
        "`queue`",
    ),
    (
        "rate_limit",
        &["calls", "limit", "permits", "rate", "requests"],
        "`max`",
    ),
    (
        "rate_limit",
        &["duration", "every", "interval", "period", "window"],
        "`per`",
    ),
    ("rate_limit", &["max_wait", "timeout"], "`wait`"),
    (
        "fallback",
        &["function", "path", "with"],
        "`#[fallback(path)]`, the function by itself",
    ),
    ("fallback", &["age", "max_age", "ttl"], "`stale`"),
    ("fallback", &["capacity", "max_size"], "`max_entries`"),
    ("stale", &["age", "ttl"], "`max_age`"),
    ("stale", &["capacity", "max_size"], "`max_entries`"),
    ("budget", &["percent", "rate"], "`ratio`"),
    ("budget", &["per", "ttl"], "`window`"),
    ("budget", &["capacity", "max"], "`burst`"),
];

/// What a setting of `attribute` that it does not know was most likely meant to be.
pub(crate) fn meant(
    attribute: &str,
    word: &str,
    keys: impl IntoIterator<Item = &'static str>,
) -> Option<String> {
    let elsewhere = || MEANT.iter().filter(|(of, ..)| *of == attribute);
    let words = elsewhere().flat_map(|(_, words, _)| words.iter().copied());
    let nearest = nearest(word, keys.into_iter().chain(words))?;
    let ours = elsewhere().find(|(_, words, _)| words.contains(&nearest));
    Some(ours.map_or_else(|| format!("`{nearest}`"), |(.., ours)| (*ours).to_owned()))
}

/// The first of the nearest among `known`, if `word` is likely a slip of it.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    known
        .into_iter()
        .map(|known| (strsim::osa_distance(&word, &plain(known)), known))
        .filter(|(distance, known)| *distance <= word.len().max(known.len()) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// The message for a word that is none of `known`.
pub(crate) fn one_of(key: &str, word: &str, known: &[&str]) -> String {
    let meant = nearest(word, known.iter().copied());
    let meant = meant.map_or_else(String::new, |meant| format!(", did you mean `{meant}`?"));
    format!("`{key}` must be one of: `{}`{meant}", known.join("`, `"))
}

/// Underscores and capitals are a matter of habit: `coolDown`, `cool_down`.
fn plain(word: &str) -> String {
    word.replace('_', "").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 4] = ["max", "base_delay", "max_delay", "jitter"];

    #[test]
    fn a_slip_finds_its_setting() {
        for (word, setting) in [
            ("mx", "`max`"),
            ("baseDelay", "`base_delay`"),
            ("base_dealy", "`base_delay`"),
            ("jiter", "`jitter`"),
        ] {
            assert_eq!(
                meant("retry", word, KEYS).as_deref(),
                Some(setting),
                "{word}"
            );
        }
    }

    #[test]
    fn the_name_that_another_library_gives_a_setting_finds_it_even_with_a_slip() {
        let max = Some("`max` (retries after the first call)");
        for word in ["max_retries", "attempts", "tmes"] {
            assert_eq!(meant("retry", word, KEYS).as_deref(), max, "{word}");
        }
        assert_eq!(meant("bulkhead", "attempts", KEYS), None);
    }

    #[test]
    fn what_is_like_nothing_finds_nothing() {
        for word in ["colour", "ab", "on", "x"] {
            assert_eq!(meant("retry", word, KEYS), None, "{word}");
        }
    }
}

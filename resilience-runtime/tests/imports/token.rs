//! The tokens of a source file, with their lines. Comments and literals are left out.

pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// Splits `source` into identifiers, `::`, and single punctuation marks.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let end = end_of_token(&chars, at);
        let text: String = chars[at..end].iter().collect();
        let first = chars[at];
        let skipped = first.is_whitespace() || "\"'".contains(first) || is_comment(&chars, at);
        if !skipped && !is_raw_string(&chars, at) {
            found.push(Token { text, line });
        }
        line += chars[at..end].iter().filter(|&&it| it == '\n').count();
        at = end;
    }
    found
}

fn end_of_token(chars: &[char], at: usize) -> usize {
    let next = chars.get(at + 1).copied();
    match chars[at] {
        '/' if next == Some('/') => find(chars, at, "\n"),
        '/' if next == Some('*') => find(chars, at, "*/") + 2,
        _ if is_raw_string(chars, at) => {
            let hashes = chars[at + 1..].iter().take_while(|&&it| it == '#').count();
            let close = format!("\"{}", "#".repeat(hashes));
            find(chars, at + hashes + 2, &close) + close.len()
        }
        '"' => end_of_quoted(chars, at),
        '\'' if next == Some('\\') || chars.get(at + 2) == Some(&'\'') => end_of_quoted(chars, at),
        ':' if next == Some(':') => at + 2,
        '$' if next.is_some_and(is_word) => at + 1 + word_length(&chars[at + 1..]),
        first if is_word(first) => at + word_length(&chars[at..]),
        _ => at + 1,
    }
}

fn end_of_quoted(chars: &[char], at: usize) -> usize {
    let mut end = at + 1;
    while end < chars.len() && chars[end] != chars[at] {
        end += if chars[end] == '\\' { 2 } else { 1 };
    }
    end + 1
}

fn is_raw_string(chars: &[char], at: usize) -> bool {
    let rest = chars[at + 1..].iter().find(|&&it| it != '#');
    chars[at] == 'r' && rest == Some(&'"')
}

fn is_comment(chars: &[char], at: usize) -> bool {
    chars[at] == '/' && matches!(chars.get(at + 1), Some('/' | '*'))
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

fn word_length(chars: &[char]) -> usize {
    chars.iter().take_while(|&&it| is_word(it)).count()
}

/// Where `text` begins, from `at` on. The end of the file if it is not found.
fn find(chars: &[char], at: usize, text: &str) -> usize {
    let text: Vec<char> = text.chars().collect();
    let begins = |&start: &usize| chars[start..].starts_with(&text);
    (at..chars.len()).find(begins).unwrap_or(chars.len())
}

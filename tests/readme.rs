//! The links of the Markdown files at the top of the repository work on a repository page.

use std::path::Path;

const FILES: [(&str, &str); 3] = [
    ("README.md", include_str!("../README.md")),
    ("CHANGELOG.md", include_str!("../CHANGELOG.md")),
    ("CONTRIBUTING.md", include_str!("../CONTRIBUTING.md")),
];

/// The targets of all inline links and images in `text`.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .map(|rest| rest.split_once(')').map_or(rest, |(target, _)| target))
}

/// The anchors of all headings in `text`, as GitHub makes them.
fn anchors(text: &str) -> impl Iterator<Item = String> {
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|it| it.is_alphanumeric() || [' ', '-', '_'].contains(it))
                .map(|it| if it == ' ' { '-' } else { it })
                .collect()
        })
}

#[test]
fn relative_links_lead_to_existing_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (file, text) in FILES {
        for link in links(text).filter(|it| !it.starts_with("https://") && !it.starts_with('#')) {
            let path = link.split('#').next().unwrap_or(link);
            assert!(root.join(path).exists(), "{file} links to {link}");
        }
    }
}

#[test]
fn links_within_a_file_lead_to_existing_headings() {
    for (file, text) in FILES {
        for link in links(text).filter_map(|it| it.strip_prefix('#')) {
            let mut anchors = anchors(text);
            assert!(anchors.any(|it| it == link), "{file} links to #{link}");
        }
    }
}

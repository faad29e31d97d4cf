//! What an editor shows of an attribute knows all of its settings.

use super::expand;

const DOCS: [(&str, &str); 5] = [
    (
        "circuit_breaker",
        include_str!("../../docs/circuit_breaker.md"),
    ),
    ("bulkhead", include_str!("../../docs/bulkhead.md")),
    ("rate_limit", include_str!("../../docs/rate_limit.md")),
    ("retry", include_str!("../../docs/retry.md")),
    ("fallback", include_str!("../../docs/fallback.md")),
];

#[test]
fn every_setting_of_an_attribute_is_in_its_docs() {
    for (attribute, docs) in DOCS {
        let source =
            format!("#[{attribute}(colour = 7)] async fn load() -> Result<(), Error> {{}}");
        let expansion = expand(&source).to_string();
        let (_, expected) = expansion
            .split_once("expected one of: ")
            .expect("the settings are listed");
        let (expected, _) = expected.split_once('"').expect("the list ends");
        for setting in expected.split(", ").map(|it| it.trim_matches('`')) {
            let written = [format!("    {setting} = "), format!("    {setting}(")];
            assert!(
                written.iter().any(|it| docs.contains(it)),
                "`{setting}` is not in `docs/{attribute}.md`"
            );
        }
    }
}

//! Compares expansions with the files in `snapshots/`.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test -p resilience-macros` rewrites them.

use std::path::Path;
use std::{env, fs};

use super::expand;

/// Compares the expansion of `source` with `snapshots/NAME.rs`.
fn snapshot(name: &str, source: &str) {
    let expansion = syn::parse2(expand(source)).expect("an expansion is items");
    let source: Vec<_> = source
        .lines()
        .map(|line| format!("// {}", line.strip_prefix("         ").unwrap_or(line)))
        .collect();
    let (source, expansion) = (source.join("\n"), prettyplease::unparse(&expansion));
    let found = format!("{source}\n\n{expansion}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("snapshots")
        .join(format!("{name}.rs"));
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, found).expect("the snapshot is written");
        return;
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == found,
        "the expansion differs from `snapshots/{name}.rs`; if the change is intended, run again with \
         `UPDATE_SNAPSHOTS=1`. The expansion is:\n{found}"
    );
}

#[test]
fn circuit_breaker() {
    snapshot(
        "circuit_breaker",
        "#[circuit_breaker(name = \"fraud\", threshold = 5, cooldown = 30s)]
         async fn load(id: u32) -> Result<Order, Error> { find(id).await }",
    );
}

#[test]
fn bulkhead() {
    snapshot(
        "bulkhead",
        "#[bulkhead(max = 10, wait = 3s)]
         async fn load(id: u32) -> Result<Order, Error> { find(id).await }",
    );
}

#[test]
fn rate_limit() {
    snapshot(
        "rate_limit",
        "#[rate_limit(max = 100, per = 1s)]
         async fn load(id: u32) -> Result<Order, Error> { find(id).await }",
    );
}

#[test]
fn retry() {
    snapshot(
        "retry",
        "#[retry(max = 3, jitter, when = is_passing, budget = \"mail\", clone(letter))]
         async fn send(letter: Letter) -> Result<Receipt, Error> { deliver(letter).await }",
    );
}

#[test]
fn timeout() {
    snapshot(
        "timeout",
        "#[timeout(5s)]
         async fn load(id: u32) -> Result<Order, Error> { find(id).await }",
    );
}

#[test]
fn fallback() {
    snapshot(
        "fallback",
        "#[fallback(from_cache)]
         #[timeout(5s)]
         async fn load(id: u32) -> Result<Order, Error> { find(id).await }",
    );
}

#[test]
fn pipeline() {
    snapshot(
        "pipeline",
        "#[fallback(review_by_hand)]
         #[circuit_breaker(name = \"fraud\", threshold = 5, cooldown = 30s)]
         #[bulkhead(name = \"fraud\", max = 10, wait = 3s)]
         #[retry(max = 3, jitter, budget = \"fraud\")]
         #[timeout(5s)]
         async fn check_fraud(client: &Client, tx: &Transaction) -> Result<FraudResult, FraudError> {
             client.check(tx).await
         }",
    );
}

#[test]
fn errors() {
    snapshot(
        "errors",
        "#[bulkhead(mx = 10)]
         #[retry(jitter = half)]
         #[timeout(5)]
         async fn load(id: u32) -> Result<Order, Error> { find(id).await }",
    );
}

//! The exact compile errors for misuse of the attributes.
//!
//! `tests/ui` holds errors that the macros report, which are the same on every compiler. `tests/ui-rustc`
//! holds errors that rustc reports for the emitted code, in the wording of one pinned compiler. The
//! folders `stale` need that feature; `without_stale` needs it to be off. After a message has
//! changed, record it with `TRYBUILD=overwrite cargo test --test misuse`.

use std::env;
use std::path::Path;
use std::process::Command;

/// The compiler whose wording `tests/ui-rustc` holds.
const PINNED: &str = "rustc 1.95.";

#[test]
fn errors_of_the_macros_are_unchanged() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*.rs");
    cases.compile_fail(if cfg!(feature = "stale") {
        "tests/ui/stale/*.rs"
    } else {
        "tests/ui/without_stale/*.rs"
    });
}

#[test]
fn errors_of_rustc_point_at_the_users_token() {
    let version = rustc("--version");
    if !version.starts_with(PINNED) {
        println!("skipped: tests/ui-rustc holds the messages of `{PINNED}*`, not of `{version}`");
    } else if Path::new(&rustc("--print=sysroot"))
        .join("lib/rustlib/src")
        .exists()
    {
        println!("skipped: rustc's messages differ where the component `rust-src` is installed");
    } else {
        let cases = trybuild::TestCases::new();
        cases.compile_fail("tests/ui-rustc/*.rs");
        if cfg!(feature = "stale") {
            cases.compile_fail("tests/ui-rustc/stale/*.rs");
        }
    }
}

fn rustc(argument: &str) -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg(argument)
        .output()
        .expect("rustc runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

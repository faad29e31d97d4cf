//! Unusual values that are valid.

use super::expand;

#[test]
fn unusual_values_are_accepted() {
    for attribute in [
        "#[timeout(LIMIT)]",
        "#[timeout(crate::LIMIT)]",
        "#[timeout(limits::LIMIT * 2)]",
        "#[timeout(std::time::Duration::from_secs(5))]",
        "#[timeout(from_secs(5))]",
        "#[timeout(const { let order = 5; from_secs(order) })]",
        "#[timeout(if cfg!(test) { SHORT } else { LONG })]",
        "#[timeout(\"5s\",)]",
        "#[timeout(1.5h)]",
        "#[bulkhead(max = { let n = 3; n })]",
        "#[bulkhead(max = LIMITS[0], name = concat!(\"a\", \"b\"),)]",
        "#[retry(jitter = full, nested = on)]",
        "#[retry(when = |n: &Error| n.passes(), delay = |it: Attempt| n.after(it))]",
        "#[retry(judge = Self::is_passing, on_retry = T::note)]",
        "#[circuit_breaker(cooldown = FIRST..LAST, failure_rate = RATE)]",
    ] {
        let source = format!(
            "{attribute} async fn load<T>(&self, n: u32, full: u32, on: u32, jitter: u32) -> Result<T, Error> {{ todo!() }}"
        );
        let expansion = expand(&source).to_string();
        assert!(
            !expansion.contains("compile_error"),
            "{attribute}: {expansion}"
        );
    }
}

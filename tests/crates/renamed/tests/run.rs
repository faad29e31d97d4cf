//! Calls them all.

use resilience_test_renamed::{by_a_path_of_this_crate, by_its_path, imported};
use steady::registry;

#[tokio::test]
async fn the_facade_may_have_any_name() {
    assert_eq!(by_its_path(1).await, Ok(2));
    assert_eq!(imported::all(1).await, Ok(1));
    assert_eq!(imported::future(1).await, Ok(1));
    assert_eq!(by_a_path_of_this_crate().await, Ok(1));
    let breaker = registry::circuit_breaker("renamed").expect("listed");
    assert_eq!(breaker.snapshot().successes, 2);
}

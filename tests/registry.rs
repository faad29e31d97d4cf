//! Registry behavior: shared names, listing before the first call, conflicts.

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::Error;
use resilience::events::{self, Event};
use resilience::registry::Conflict;
use resilience::{
    Bulkhead, CircuitBreaker, CircuitState, RetryBudget, bulkhead, circuit_breaker, registry,
    retry, timeout,
};

#[circuit_breaker(name = "joined")]
async fn joins() -> Result<(), Error> {
    Err(Error::Down)
}

#[circuit_breaker(name = "joined", threshold = 2)]
async fn gives() -> Result<(), Error> {
    Err(Error::Down)
}

#[tokio::test]
async fn a_name_is_one_breaker_whichever_site_runs_first() {
    let _ = joins().await;
    assert_eq!(
        registry::circuit_breaker("joined").unwrap().state(),
        CircuitState::Closed
    );
    let _ = gives().await;
    assert_eq!(
        registry::circuit_breaker("joined").unwrap().state(),
        CircuitState::Open
    );
}

#[timeout(1s)]
#[retry(max = 1, budget = "many-uses")]
#[bulkhead(name = "many-uses", max = 1)]
#[circuit_breaker]
async fn many_uses() -> Result<(), Error> {
    Ok(())
}

#[tokio::test]
async fn the_policies_of_a_function_are_listed_before_it_is_called() {
    let path = "registry::many_uses";
    let uses = registry::uses();
    let uses = uses.iter().filter(|it| it.function == path);
    let told: Vec<_> = uses.map(|it| (it.kind, it.policy.as_deref())).collect();
    assert_eq!(
        told,
        [
            ("circuit breaker", Some(path)),
            ("bulkhead", Some("many-uses")),
            ("retry budget", Some("many-uses")),
            ("retry", None),
            ("timeout", None),
        ]
    );
    many_uses().await.unwrap();
}

mod left {
    use super::{Error, circuit_breaker};

    #[circuit_breaker(threshold = 1)]
    pub(super) async fn twin() -> Result<(), Error> {
        Err(Error::Down)
    }
}

struct Right;

impl Right {
    #[circuit_breaker(threshold = 1)]
    async fn twin() -> Result<(), Error> {
        Ok(())
    }
}

struct Wrong;

impl Wrong {
    #[circuit_breaker(threshold = 1)]
    async fn twin() -> Result<(), Error> {
        Err(Error::Down)
    }
}

#[tokio::test]
async fn a_policy_without_a_name_belongs_to_the_function() {
    let names: Vec<_> = registry::circuit_breakers()
        .iter()
        .map(|it| it.name().to_owned())
        .collect();
    let twins: Vec<_> = names.iter().filter(|name| name.contains("twin")).collect();
    assert_eq!(twins.len(), 3, "listed before the first call: {names:?}");
    assert!(twins.iter().any(|name| *name == "registry::left::twin"));
    assert!(
        twins
            .iter()
            .any(|name| name.starts_with("registry::twin@tests/registry.rs:"))
    );

    let _ = left::twin().await;
    let _ = Wrong::twin().await;
    for _ in 0..3 {
        assert_eq!(Right::twin().await, Ok(()));
    }
    let open = registry::circuit_breakers()
        .iter()
        .filter(|it| it.state() == CircuitState::Open)
        .count();
    assert!(open >= 2);
}

#[bulkhead(name = "never given")]
async fn never_given() -> Result<(), Error> {
    Ok(())
}

#[bulkhead(name = "contested", max = 1)]
async fn contested() -> Result<(), Error> {
    Ok(())
}

#[bulkhead(name = "contested", max = 2)]
async fn contesting() -> Result<(), Error> {
    Ok(())
}

#[tokio::test]
async fn conflicts_report_both_locations_and_the_first_settings_stay() {
    // There is no listener yet: the event goes to the first one that subscribes.
    Bulkhead::builder("built early").max(1).build();
    Bulkhead::builder("built early").max(9).build();
    let told = Arc::new(Mutex::new(Vec::new()));
    let _subscription = events::subscribe({
        let told = Arc::clone(&told);
        move |event| {
            if let Event::Conflict(conflict) = event {
                told.lock().unwrap().push(conflict.to_string());
            }
        }
    });
    for _ in 0..3 {
        Bulkhead::builder("built twice").max(1).build();
        Bulkhead::builder("built twice").max(9).build();
    }
    assert_eq!(
        told.lock()
            .unwrap()
            .iter()
            .filter(|it| it.contains("built twice"))
            .count(),
        1
    );

    assert_eq!(
        (never_given().await, contested().await, contesting().await),
        (Ok(()), Ok(()), Ok(()))
    );
    assert_eq!(registry::bulkhead("contested").unwrap().snapshot().max, 1);
    let conflicts = registry::validate().unwrap_err();
    assert_eq!(
        told.lock()
            .unwrap()
            .iter()
            .filter(|it| it.contains("built early"))
            .count(),
        1
    );
    let text = conflicts
        .iter()
        .map(ToString::to_string)
        .find(|text| text.contains("built twice"));
    let text = text.expect("the conflict is reported");
    assert!(
        text.contains("`max = 1, wait = 5s`, which apply;")
            && text.ends_with("`max = 9, wait = 5s`, which are ignored"),
        "{text}"
    );
    let contested = conflicts.iter().find_map(|conflict| match conflict {
        Conflict::Settings {
            name,
            first,
            second,
            ..
        } if *name == "contested" => Some((first, second)),
        _ => None,
    });
    let (first, second) = contested.expect("the conflict is reported");
    assert!(first.file().ends_with("registry.rs") && first.line() < second.line());
    let source = include_str!("registry.rs");
    for (at, text) in [(first, "max = 1"), (second, "max = 2")] {
        let line = source.lines().nth(at.line() as usize - 1).unwrap();
        assert!(
            line.contains("bulkhead") && line.contains(text),
            "{at}: {line}"
        );
    }
    let missing = conflicts.iter().any(|conflict| {
        matches!(conflict, Conflict::Missing { name, setting: "max", .. } if *name == "never given")
    });
    assert!(missing, "{conflicts:?}");
    assert_eq!(
        conflicts
            .iter()
            .filter(|it| it.to_string().contains("built twice"))
            .count(),
        1
    );
}

#[retry(budget(name = "of the first", burst = 1))]
#[bulkhead(name = "of the second", max = 1)]
#[circuit_breaker(name = "of the third", threshold = 1)]
async fn gives_all_three() -> Result<(), Error> {
    Ok(())
}

#[retry(budget(name = "of the first", burst = 2))]
#[bulkhead(name = "of the second", max = 2)]
#[circuit_breaker(name = "of the third", threshold = 2)]
async fn gives_all_three_otherwise() -> Result<(), Error> {
    Ok(())
}

#[tokio::test]
async fn the_location_of_a_conflict_is_its_attribute() {
    let called = (gives_all_three().await, gives_all_three_otherwise().await);
    assert_eq!(called, (Ok(()), Ok(())));
    let source = include_str!("registry.rs");
    let conflicts = registry::validate().unwrap_err();
    for policy in ["of the first", "of the second", "of the third"] {
        let places = conflicts.iter().find_map(|conflict| match conflict {
            Conflict::Settings {
                name,
                first,
                second,
                ..
            } if *name == policy => Some([first, second]),
            _ => None,
        });
        for at in places.expect("the conflict is reported") {
            let line = source.lines().nth(at.line() as usize - 1).unwrap();
            assert!(
                line.starts_with("#[") && line.contains(policy),
                "{at}: {line}"
            );
        }
    }
}

#[tokio::test]
async fn settings_declared_after_the_first_call_are_applied() {
    let early = CircuitBreaker::builder("early").build();
    let _ = early.call(|| async { Err::<(), _>(Error::Down) }).await;
    let late = CircuitBreaker::builder("early").threshold(2).build();
    let _ = late.call(|| async { Err::<(), _>(Error::Down) }).await;
    assert_eq!(early.state(), CircuitState::Open);
}

#[test]
fn policies_of_builders_without_handles_can_be_pruned() {
    let held = CircuitBreaker::builder("tenant 1").build();
    drop(CircuitBreaker::builder("tenant 2").build());
    registry::prune();
    assert!(registry::circuit_breaker("tenant 1").is_some() && held.name() == "tenant 1");
    assert!(registry::circuit_breaker("tenant 2").is_none());
    assert!(
        registry::circuit_breaker("joined").is_some(),
        "a function names it"
    );
}

#[bulkhead(name = "adjusted", max = 2)]
async fn adjusted() -> Result<(), Error> {
    Ok(())
}

#[tokio::test]
async fn an_adjustment_overrides_declared_settings_and_is_not_a_conflict() {
    let conflicts = || {
        let conflicts = registry::validate()
            .err()
            .map_or_else(Vec::new, registry::Conflicts::into_vec);
        let texts = conflicts.iter().map(ToString::to_string);
        texts.filter(|it| it.contains("adjust")).count()
    };
    let bulkhead = registry::bulkhead("adjusted").unwrap();
    bulkhead.adjust(|it| it.max(40));
    Bulkhead::builder("adjusted").max(2).build();
    assert_eq!(adjusted().await, Ok(()));
    assert_eq!((bulkhead.snapshot().max, conflicts()), (40, 0));
    Bulkhead::builder("adjusted").max(40).build();
    assert_eq!(conflicts(), 1, "sites are held against sites");

    let unset = Bulkhead::builder("adjusted before it is set").build();
    unset.adjust(|it| it.max(7));
    Bulkhead::builder("adjusted before it is set")
        .max(3)
        .build();
    assert_eq!((unset.snapshot().max, conflicts()), (7, 1));
}

#[test]
fn a_change_that_panics_changes_nothing() {
    let bulkhead = Bulkhead::builder("unchanged").max(2).build();
    let panicked = catch_unwind(AssertUnwindSafe(|| bulkhead.adjust(|it| it.max(9).max(0))));
    assert!(panicked.is_err());
    assert_eq!(bulkhead.snapshot().max, 2);
    bulkhead.adjust(|it| it.max(3));
    assert_eq!(bulkhead.snapshot().max, 3);
}

#[test]
fn a_nested_adjustment_is_not_lost() {
    let budget = RetryBudget::builder("twice")
        .min_per_sec(0.0)
        .burst(1)
        .build();
    let mut runs = 0;
    budget.adjust(|it| {
        runs += 1;
        budget.adjust(|it| it.min_per_sec(1.0));
        it.burst(2)
    });
    assert_eq!(runs, 2, "asked again, with what the other has changed");
    assert_eq!(budget.snapshot().balance, 2, "both are in force");
}

#[tokio::test(start_paused = true)]
async fn an_adjustment_overrides_settings_declared_later() {
    let breaker = CircuitBreaker::builder("adjusted first").build();
    breaker.adjust(|it| it.threshold(5));
    let _ = CircuitBreaker::builder("adjusted first")
        .threshold(1)
        .build();
    breaker.acquire().expect("closed").settle(true);
    assert_eq!(breaker.state(), CircuitState::Closed);

    let bulkhead = Bulkhead::builder("adjusted in part").build();
    bulkhead.adjust(|it| it.wait(Duration::from_secs(1)));
    let _ = Bulkhead::builder("adjusted in part").max(1).build();
    let conflicts = registry::validate().expect_err("no site sets `max`");
    let lacks =
        |it: &Conflict| matches!(it, Conflict::Missing { name, .. } if *name == "adjusted in part");
    assert!(conflicts.iter().any(lacks), "{conflicts:?}");
}

//! Tests of a rate limiter's atomic word beside the lock.

use super::*;

const HOUR: Duration = Duration::from_secs(3_600);

fn settings(max: u32, per: Duration, burst: u32) -> Settings {
    Settings {
        max: Some(max),
        per: Some(per),
        burst: Some(burst),
        wait: Duration::ZERO,
        enabled: true,
    }
}

#[test]
fn a_call_that_does_not_wait_takes_no_lock() {
    let shared = Shared::new(&settings(1, HOUR, 2));
    let held = lock(&shared.locked);
    for admitted in [true, true, false] {
        assert_eq!(shared.acquire_or_queue().is_ok(), admitted);
    }
    drop(held);
    assert_eq!(shared.available(), 0);
}

#[test]
fn a_call_that_arrives_while_the_rate_changes_waits_for_the_lock() {
    let shared = Shared::new(&settings(1, HOUR, 1));
    let held = lock(&shared.locked);
    let word = shared.due.swap(CHANGING, Ordering::AcqRel);
    std::thread::scope(|scope| {
        let call = scope.spawn(|| shared.acquire_or_queue());
        for _ in 0..1_000 {
            std::thread::yield_now();
            assert!(!call.is_finished());
        }
        shared.due.store(word, Ordering::Release);
        drop(held);
        let admission = call.join().expect("no panic");
        assert_eq!(admission, Ok(Admission::Admitted));
    });
}

/// A word that a call loaded before a change is never stored again after it.
#[test]
fn no_change_stores_a_word_twice() {
    let (slow, fast) = (settings(1, HOUR, 1), settings(1, HOUR / 2, 2));
    let shared = Shared::new(&slow);
    let mut seen = vec![shared.due.load(Ordering::Relaxed)];
    let mut never_stored = || {
        let word = shared.due.load(Ordering::Relaxed);
        assert!(!seen.contains(&word) && word != CHANGING);
        seen.push(word);
    };
    for _ in 0..3 {
        assert!(shared.replace_settings(&slow, &fast));
        never_stored();
        shared.reset();
        never_stored();
        assert!(
            !shared.replace_settings(&slow, &fast),
            "`slow` is no longer in use"
        );
        assert!(shared.replace_settings(&fast, &slow));
        never_stored();
    }
}

#[tokio::test(start_paused = true)]
async fn a_word_that_would_be_equal_at_another_rate_is_made_different() {
    let (fast, slow) = (settings(10, HOUR, 10), settings(1, HOUR, 1));
    let shared = Shared::new(&fast);
    while shared.acquire_or_queue().is_ok() {}
    let word = shared.due.load(Ordering::Relaxed);
    assert!(shared.replace_settings(&fast, &slow));
    let full = Time::from_bits(word).before(Duration::from_nanos(1));
    assert_eq!(shared.due.load(Ordering::Relaxed), full.to_bits());
}

#[tokio::test(start_paused = true)]
async fn a_disabled_limiter_admits_all_calls_and_used_permits_stay_used() {
    let on = settings(2, HOUR, 2);
    let off = Settings {
        enabled: false,
        ..on
    };
    let other = Settings {
        burst: Some(3),
        ..off
    };
    let shared = Shared::new(&on);
    assert_eq!(shared.acquire_or_queue(), Ok(Admission::Admitted));
    let word = shared.due.load(Ordering::Relaxed);
    assert!(shared.replace_settings(&on, &off));
    assert_eq!(shared.available(), u32::MAX);
    for _ in 0..1_000 {
        assert_eq!(shared.acquire_or_queue(), Ok(Admission::Admitted));
    }
    assert!(shared.replace_settings(&off, &other), "it stays disabled");
    assert_eq!(shared.acquire_or_queue(), Ok(Admission::Admitted));
    assert!(shared.replace_settings(&other, &on));
    assert_eq!(shared.available(), 1, "as before");
    assert_ne!(
        shared.due.load(Ordering::Relaxed),
        word,
        "never stored again"
    );
    assert!(shared.acquire_or_queue().is_ok() && shared.acquire_or_queue().is_err());

    assert!(shared.replace_settings(&on, &off));
    tokio::time::advance(HOUR / 2).await;
    assert!(shared.replace_settings(&off, &on));
    assert_eq!(shared.available(), 1, "time has passed");

    assert!(shared.acquire_or_queue().is_ok() && shared.replace_settings(&on, &off));
    shared.reset();
    assert!(shared.replace_settings(&off, &on));
    assert_eq!(shared.available(), 2);
}

#[test]
fn waiters_are_admitted_when_the_limiter_is_disabled() {
    let on = Settings {
        wait: 9 * HOUR,
        ..settings(1, HOUR, 1)
    };
    let off = Settings {
        enabled: false,
        ..on
    };
    let shared = Shared::new(&on);
    assert_eq!(shared.acquire_or_queue(), Ok(Admission::Admitted));
    let Ok(Admission::Queued(ticket)) = shared.acquire_or_queue() else {
        panic!("the call waits");
    };
    assert!(shared.poll(ticket, Waker::noop()).is_some());
    assert!(shared.replace_settings(&on, &off));
    assert!(shared.poll(ticket, Waker::noop()).is_none());
    assert!(shared.replace_settings(&off, &on));
    assert!(matches!(
        shared.acquire_or_queue(),
        Ok(Admission::Queued(_))
    ));
}

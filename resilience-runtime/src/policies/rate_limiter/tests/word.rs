//! The word of a rate limiter, and what stands beside it.

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
        assert_eq!(shared.enter().is_ok(), admitted);
    }
    drop(held);
    assert_eq!(shared.available(), 0);
}

#[test]
fn a_call_that_comes_while_the_rate_changes_waits_for_the_lock() {
    let shared = Shared::new(&settings(1, HOUR, 1));
    let held = lock(&shared.locked);
    let word = shared.due.swap(CHANGING, Ordering::AcqRel);
    std::thread::scope(|scope| {
        let call = scope.spawn(|| shared.enter());
        for _ in 0..1_000 {
            std::thread::yield_now();
            assert!(!call.is_finished());
        }
        shared.due.store(word, Ordering::Release);
        drop(held);
        let entry = call.join().expect("no panic");
        assert_eq!(entry, Ok(Entry::Admitted));
    });
}

/// A word that was read before a change is never there again after it.
#[test]
fn no_change_leaves_the_word_that_was_there() {
    let (slow, fast) = (settings(1, HOUR, 1), settings(1, HOUR / 2, 2));
    let shared = Shared::new(&slow);
    let mut seen = vec![shared.due.load(Ordering::Relaxed)];
    let mut never_stored = || {
        let word = shared.due.load(Ordering::Relaxed);
        assert!(!seen.contains(&word) && word != CHANGING);
        seen.push(word);
    };
    for _ in 0..3 {
        assert!(shared.adopt(&slow, &fast));
        never_stored();
        shared.reset();
        never_stored();
        assert!(!shared.adopt(&slow, &fast), "it is not in force");
        assert!(shared.adopt(&fast, &slow));
        never_stored();
    }
}

#[tokio::test(start_paused = true)]
async fn a_word_that_would_be_the_same_at_another_rate_is_told_apart() {
    let (fast, slow) = (settings(10, HOUR, 10), settings(1, HOUR, 1));
    let shared = Shared::new(&fast);
    while shared.enter().is_ok() {}
    let word = shared.due.load(Ordering::Relaxed);
    assert!(shared.adopt(&fast, &slow));
    let full = Time::from_bits(word).before(Duration::from_nanos(1));
    assert_eq!(shared.due.load(Ordering::Relaxed), full.to_bits());
}

#[tokio::test(start_paused = true)]
async fn a_limiter_that_is_switched_off_lets_all_go_and_what_was_taken_before_stays_taken() {
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
    assert_eq!(shared.enter(), Ok(Entry::Admitted));
    let word = shared.due.load(Ordering::Relaxed);
    assert!(shared.adopt(&on, &off));
    assert_eq!(shared.available(), u32::MAX);
    for _ in 0..1_000 {
        assert_eq!(shared.enter(), Ok(Entry::Admitted));
    }
    assert!(shared.adopt(&off, &other), "it stays off");
    assert_eq!(shared.enter(), Ok(Entry::Admitted));
    assert!(shared.adopt(&other, &on));
    assert_eq!(shared.available(), 1, "as before");
    assert_ne!(
        shared.due.load(Ordering::Relaxed),
        word,
        "never there again"
    );
    assert!(shared.enter().is_ok() && shared.enter().is_err());

    assert!(shared.adopt(&on, &off));
    tokio::time::advance(HOUR / 2).await;
    assert!(shared.adopt(&off, &on));
    assert_eq!(shared.available(), 1, "time has passed");

    assert!(shared.enter().is_ok() && shared.adopt(&on, &off));
    shared.reset();
    assert!(shared.adopt(&off, &on));
    assert_eq!(shared.available(), 2);
}

#[test]
fn who_waits_goes_when_the_limiter_is_switched_off() {
    let on = Settings {
        wait: 9 * HOUR,
        ..settings(1, HOUR, 1)
    };
    let off = Settings {
        enabled: false,
        ..on
    };
    let shared = Shared::new(&on);
    assert_eq!(shared.enter(), Ok(Entry::Admitted));
    let Ok(Entry::Queued(ticket)) = shared.enter() else {
        panic!("it waits");
    };
    assert!(shared.poll(ticket, Waker::noop()).is_some());
    assert!(shared.adopt(&on, &off));
    assert!(shared.poll(ticket, Waker::noop()).is_none());
    assert!(shared.adopt(&off, &on));
    assert!(matches!(shared.enter(), Ok(Entry::Queued(_))));
}

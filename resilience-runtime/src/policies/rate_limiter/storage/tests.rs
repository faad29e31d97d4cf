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
    let storage = Storage::new(&settings(1, HOUR, 2));
    let held = lock(&storage.core);
    for admitted in [true, true, false] {
        assert_eq!(storage.enter().is_ok(), admitted);
    }
    drop(held);
    assert_eq!(storage.available(), 0);
}

#[test]
fn a_call_that_comes_while_the_rate_changes_waits_for_the_lock() {
    let storage = Storage::new(&settings(1, HOUR, 1));
    let held = lock(&storage.core);
    let word = storage.due.swap(CHANGING, Ordering::AcqRel);
    std::thread::scope(|scope| {
        let call = scope.spawn(|| storage.enter());
        for _ in 0..1_000 {
            std::thread::yield_now();
            assert!(!call.is_finished());
        }
        storage.due.store(word, Ordering::Release);
        drop(held);
        let entry = call.join().expect("no panic");
        assert_eq!(entry, Ok(Entry::Admitted));
    });
}

/// A word that was read before a change is never there again after it.
#[test]
fn no_change_leaves_the_word_that_was_there() {
    let (slow, fast) = (settings(1, HOUR, 1), settings(1, HOUR / 2, 2));
    let storage = Storage::new(&slow);
    let mut seen = vec![storage.due.load(Ordering::Relaxed)];
    let mut unseen = || {
        let word = storage.due.load(Ordering::Relaxed);
        assert!(!seen.contains(&word) && word != CHANGING);
        seen.push(word);
    };
    for _ in 0..3 {
        assert!(storage.adopt(&slow, &fast));
        unseen();
        storage.reset();
        unseen();
        assert!(!storage.adopt(&slow, &fast), "it is not in force");
        assert!(storage.adopt(&fast, &slow));
        unseen();
    }
}

#[tokio::test(start_paused = true)]
async fn a_word_that_would_be_the_same_at_another_rate_is_told_apart() {
    let (fast, slow) = (settings(10, HOUR, 10), settings(1, HOUR, 1));
    let storage = Storage::new(&fast);
    while storage.enter().is_ok() {}
    let word = storage.due.load(Ordering::Relaxed);
    assert!(storage.adopt(&fast, &slow));
    let full = Time::from_bits(word).before(Duration::from_nanos(1));
    assert_eq!(storage.due.load(Ordering::Relaxed), full.to_bits());
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
    let storage = Storage::new(&on);
    assert_eq!(storage.enter(), Ok(Entry::Admitted));
    let word = storage.due.load(Ordering::Relaxed);
    assert!(storage.adopt(&on, &off));
    assert_eq!(storage.available(), u32::MAX);
    for _ in 0..1_000 {
        assert_eq!(storage.enter(), Ok(Entry::Admitted));
    }
    assert!(storage.adopt(&off, &other), "it stays off");
    assert_eq!(storage.enter(), Ok(Entry::Admitted));
    assert!(storage.adopt(&other, &on));
    assert_eq!(storage.available(), 1, "as before");
    assert_ne!(
        storage.due.load(Ordering::Relaxed),
        word,
        "never there again"
    );
    assert!(storage.enter().is_ok() && storage.enter().is_err());

    assert!(storage.adopt(&on, &off));
    tokio::time::advance(HOUR / 2).await;
    assert!(storage.adopt(&off, &on));
    assert_eq!(storage.available(), 1, "time has passed");

    assert!(storage.enter().is_ok() && storage.adopt(&on, &off));
    storage.reset();
    assert!(storage.adopt(&off, &on));
    assert_eq!(storage.available(), 2);
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
    let storage = Storage::new(&on);
    assert_eq!(storage.enter(), Ok(Entry::Admitted));
    let Ok(Entry::Queued(ticket)) = storage.enter() else {
        panic!("it waits");
    };
    assert!(storage.poll(ticket, Waker::noop()).is_some());
    assert!(storage.adopt(&on, &off));
    assert!(storage.poll(ticket, Waker::noop()).is_none());
    assert!(storage.adopt(&off, &on));
    assert!(matches!(storage.enter(), Ok(Entry::Queued(_))));
}

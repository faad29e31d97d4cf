//! Four layers with all that ours owe: settings that may change, a queue, listeners, nested retries, a call
//! that panics or is dropped, and totals that cost no other thread anything. What is rare is a call away.

use std::cell::Cell;
use std::hint::black_box;
use std::mem;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use super::{FULL, MAX, WINDOW, pause, refused};
use crate::call::{Answer, Request, raw};

/// The breaker's gate: any bit of these and a call does not go straight through, or its success is more than
/// counted; above them, how often it was shut.
static GATE: AtomicU64 = AtomicU64::new(1 << MARKS);
const MARKS: u32 = 6;
const MARKED: u64 = (1 << MARKS) - 1;

/// How many are in the bulkhead, [`HELD`], and in the upper half how many there were at most.
static PLACES: AtomicU64 = AtomicU64::new(0);
static LIMIT: AtomicU32 = AtomicU32::new(half(MAX));
/// Somebody waits: a place goes to the first of them.
const HELD: u32 = 1 << 31;
const PEAK: u32 = 32;

/// Who hears of events.
static LISTENERS: AtomicU64 = AtomicU64::new(0);

/// Each word is written by the thread alone that owns it.
static OWNER: AtomicU64 = AtomicU64::new(1);
static SUCCESSES: AtomicU64 = AtomicU64::new(0);
static DEPOSITS: AtomicU64 = AtomicU64::new(0);
/// The clock is read once in so many deposits.
static TILL: AtomicU64 = AtomicU64::new(u64::MAX);
static FAILURES: AtomicU64 = AtomicU64::new(0);

/// What the retries inside of an attempt are told.
const INSIDE: u32 = 1;

thread_local! {
    static THREAD: Cell<u64> = const { Cell::new(1) };
    static NESTED: Cell<u32> = const { Cell::new(0) };
}

/// A call in all of its layers.
struct Inside {
    gate: u64,
    nested: u32,
}

/// It has panicked, or was dropped.
impl Drop for Inside {
    #[inline(never)]
    fn drop(&mut self) {
        NESTED.set(self.nested);
        give_back();
        if std::thread::panicking() && GATE.load(Ordering::Acquire) == self.gate {
            FAILURES.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Writes what calls read here, and who knows where else: the compiler has to have it read.
pub(super) fn begin() {
    for (word, value) in [
        (&GATE, 1 << MARKS),
        (&LISTENERS, 0),
        (&OWNER, 1),
        (&TILL, u64::MAX),
    ] {
        black_box(word).store(value, Ordering::Release);
    }
    black_box(&LIMIT).store(LIMIT.load(Ordering::Relaxed), Ordering::Release);
    DEPOSITS.store(1, Ordering::Relaxed);
    THREAD.with(|thread| black_box(thread).set(1));
    NESTED.with(|nested| black_box(nested).set(0));
}

pub(super) async fn four(request: Request) -> Answer {
    let gate = GATE.load(Ordering::Acquire);
    if gate & MARKED != 0 || !take() {
        return refused();
    }
    let inside = Inside {
        gate,
        nested: NESTED.get(),
    };
    let mut calls = 0;
    loop {
        if LISTENERS.load(Ordering::Relaxed) != 0 {
            begins();
        }
        NESTED.set(inside.nested | INSIDE);
        let answer = raw(request).await;
        NESTED.set(inside.nested);
        calls += 1;
        if answer.is_ok() {
            deposit();
            give_back();
            if GATE.load(Ordering::Acquire) == gate {
                count(&SUCCESSES);
            }
            mem::forget(inside);
            return answer;
        }
        if calls == 3 || !withdraw() {
            FAILURES.fetch_add(1, Ordering::Relaxed);
            return answer;
        }
        pause().await;
    }
}

/// Takes a place, and notes how many are taken at most.
#[inline]
fn take() -> bool {
    let mut word = PLACES.load(Ordering::Relaxed);
    loop {
        if half(word) >= LIMIT.load(Ordering::Relaxed) {
            return queue();
        }
        let next = if half(word) < half(word >> PEAK) {
            word + 1
        } else {
            higher(word)
        };
        match PLACES.compare_exchange_weak(word, next, Ordering::Acquire, Ordering::Relaxed) {
            Ok(_) => return true,
            Err(changed) => word = changed,
        }
    }
}

/// Gives it back, to the first who waits if anybody does.
#[inline]
fn give_back() {
    let mut word = PLACES.load(Ordering::Relaxed);
    while half(word) & HELD == 0 {
        match PLACES.compare_exchange_weak(word, word - 1, Ordering::Release, Ordering::Relaxed) {
            Ok(_) => return,
            Err(changed) => word = changed,
        }
    }
    hand_on();
}

/// Pays a success in, and looks at the clock once in a while.
#[inline]
fn deposit() {
    let deposits = DEPOSITS.load(Ordering::Relaxed);
    if is_own() && deposits & TILL.load(Ordering::Relaxed) != 0 {
        DEPOSITS.store(deposits + 1, Ordering::Relaxed);
    } else {
        ticks();
    }
}

#[inline]
fn count(total: &AtomicU64) {
    if is_own() {
        total.store(total.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    } else {
        total.fetch_add(1, Ordering::Relaxed);
    }
}

#[inline]
fn is_own() -> bool {
    OWNER.load(Ordering::Relaxed) == THREAD.get()
}

#[allow(clippy::cast_possible_truncation, reason = "the half of the word")]
const fn half(word: u64) -> u32 {
    word as u32
}

#[cold]
const fn higher(word: u64) -> u64 {
    let running = half(word) as u64 + 1;
    running | running << PEAK
}

/// None of these is come to here.
#[cold]
#[inline(never)]
fn queue() -> bool {
    PLACES.fetch_or(HELD.into(), Ordering::Relaxed) == 0
}

#[cold]
#[inline(never)]
fn hand_on() {
    PLACES.fetch_and(!u64::from(HELD), Ordering::Release);
}

#[cold]
#[inline(never)]
fn begins() {
    LISTENERS.fetch_sub(1, Ordering::Relaxed);
}

/// A deposit from another thread, or at the turn of the clock.
#[cold]
#[inline(never)]
fn ticks() {
    DEPOSITS.fetch_add(1, Ordering::Relaxed);
}

#[cold]
#[inline(never)]
fn withdraw() -> bool {
    DEPOSITS.fetch_add(WINDOW, Ordering::Relaxed) > FULL
}

//! The values of one function, and how old they may get.

use std::any::Any;
use std::num::NonZeroUsize;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use lru::LruCache;

use super::key::{Key, KeyBuilder, Seeds};
use crate::outcome::answer::Answer;
use crate::support::clock::{self, Time};
use crate::support::sync::{Mutex, lock};

/// What a function remembers: its settings and, from the first call on, its last good values.
#[derive(Debug)]
pub struct Stale {
    max_age: Duration,
    max_entries: NonZeroUsize,
    values: OnceLock<Values>,
}

inventory::collect!(&'static Stale);

#[derive(Debug)]
struct Values {
    seeds: Seeds,
    /// The one remembered last is at the front. Nobody promotes what is looked at, so that the
    /// oldest value is the one that goes: it has the least time left in which it can be served.
    kept: Mutex<LruCache<Key, Kept>>,
}

/// A value of any type: a static in a generic function belongs to all its instances.
#[derive(Debug)]
struct Kept {
    value: Arc<dyn Any + Send + Sync>,
    at: Time,
}

impl Stale {
    /// Values of at most that age are served.
    ///
    /// # Panics
    ///
    /// If `max_age` is zero; that is a compile error in a static.
    pub const fn lasting(max_age: Duration) -> Self {
        assert!(!max_age.is_zero(), "`stale` must be longer than zero");
        Self {
            max_age,
            max_entries: NonZeroUsize::MIN,
            values: OnceLock::new(),
        }
        .max_entries(1000)
    }

    /// At most so many values are kept.
    ///
    /// # Panics
    ///
    /// If `max_entries` is zero; that is a compile error in a static.
    #[must_use]
    pub const fn max_entries(mut self, max_entries: u32) -> Self {
        match NonZeroUsize::new(max_entries as usize) {
            Some(max_entries) => self.max_entries = max_entries,
            None => panic!("`max_entries` must be at least 1"),
        }
        self
    }

    /// Starts the key of one call. The type of `_instance`, a closure in the function, distinguishes the instances
    /// of a generic function.
    pub fn key<F>(&'static self, _instance: F) -> KeyBuilder {
        self.values().seeds.key(typeid::of::<F>())
    }

    /// Remembers a value that is good: the answer of a call that no policy calls a failure. Where there
    /// is no answer, finds the last good value, if it is young enough.
    pub fn look<T: Memorable, E>(
        &'static self,
        key: Key,
        answer: &Answer<T, E>,
        is_good: bool,
    ) -> Option<LastGood<T>> {
        match answer {
            Ok(Ok(value)) => {
                if is_good {
                    self.remember(key, Arc::new(value.clone()));
                }
                None
            }
            Ok(Err(_)) | Err(_) => Some(LastGood {
                value: self.find(key)?.downcast().ok()?,
                take: Arc::unwrap_or_clone,
            }),
        }
    }

    fn values(&self) -> &Values {
        self.values.get_or_init(|| Values {
            seeds: Seeds::default(),
            kept: Mutex::new(LruCache::sparse(self.max_entries)),
        })
    }

    // Foreign code, the value's `Clone` and `Drop`, never runs while the lock is held.

    fn remember(&self, key: Key, value: Arc<dyn Any + Send + Sync>) {
        let now = clock::now();
        let mut kept = lock(&self.values().kept);
        let replaced = kept.push(key, Kept { value, at: now });
        let oldest_is_old = kept
            .peek_lru()
            .is_some_and(|(_, oldest)| self.is_old(oldest, now));
        let old = if oldest_is_old { kept.pop_lru() } else { None };
        drop(kept);
        drop((replaced, old));
    }

    fn find(&self, key: Key) -> Option<Arc<dyn Any + Send + Sync>> {
        let now = clock::now();
        let mut kept = lock(&self.values().kept);
        let found = kept.peek(&key)?;
        if !self.is_old(found, now) {
            return Some(Arc::clone(&found.value));
        }
        let old = kept.pop(&key);
        drop(kept);
        drop(old);
        None
    }

    fn is_old(&self, kept: &Kept, now: Time) -> bool {
        now.since(kept.at) > self.max_age
    }

    fn forget(&self) {
        if let Some(values) = self.values.get() {
            let empty = LruCache::sparse(self.max_entries);
            let all = std::mem::replace(&mut *lock(&values.kept), empty);
            drop(all);
        }
    }
}

/// A value that can be remembered, and served more than once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be remembered by `fallback(stale = …)`",
    label = "must be `Clone + Send + Sync + 'static`",
    note = "the value of every good call is cloned and kept, and served from any thread; put one that cannot be cloned into an `Arc`; where it is a generic parameter, write `{Self}: Clone + Send + Sync + 'static`"
)]
pub trait Memorable: Clone + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Clone + Send + Sync + 'static> Memorable for T {}

/// Forgets the values of every function.
pub(crate) fn forget_all() {
    for stale in inventory::iter::<&'static Stale> {
        stale.forget();
    }
}

/// The last good value of a call, young enough to be served.
///
/// It knows how to clone it, so that a value that cannot be is reported once, where it is remembered.
#[derive(Debug)]
pub struct LastGood<T> {
    value: Arc<T>,
    take: fn(Arc<T>) -> T,
}

impl<T> LastGood<T> {
    /// The value.
    pub fn serve(self) -> T {
        (self.take)(self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static THREE: Stale = Stale::lasting(Duration::from_secs(10)).max_entries(3);
    inventory::submit! { &THREE }

    fn call(key: u32, outcome: Result<u32, ()>) -> Option<u32> {
        let key = THREE.key(|| ()).part(&key).build();
        let found = THREE.look(key, &Ok(outcome), true)?;
        Some(found.serve())
    }

    fn kept() -> usize {
        lock(&THREE.values().kept).len()
    }

    #[tokio::test(start_paused = true)]
    async fn the_oldest_value_goes_first() {
        let second = Duration::from_secs(1);
        for number in 1..=3 {
            call(number, Ok(number * 10));
            tokio::time::advance(second).await;
        }
        assert_eq!(call(1, Err(())), Some(10));
        call(1, Ok(11));
        call(4, Ok(40));
        let left = [1, 2, 3, 4].map(|number| call(number, Err(())));
        assert_eq!(left, [Some(11), None, Some(30), Some(40)]);

        tokio::time::advance(second * 9).await;
        assert_eq!(call(3, Err(())), Some(30), "10 s old");
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(call(3, Err(())), None, "older");
        assert_eq!(kept(), 2, "what is too old is not kept");
        tokio::time::advance(second * 9).await;
        call(5, Ok(50));
        assert_eq!(kept(), 2, "a good call takes one away that is too old");
        crate::registry::reset();
        assert_eq!(kept(), 0, "a test begins with nothing");
    }
}

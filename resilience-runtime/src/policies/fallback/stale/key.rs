//! The key of a call: calls with different keys may have different results.

use std::any::TypeId;
use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher, RandomState};

/// The key of one call: the instance of a generic function, and a digest of what the call is asked.
///
/// Only digests are kept, so that no argument is cloned and borrowed ones will do. A digest is 128
/// bits from two hashers with random keys: among 1000 keys two are the same with a probability of
/// 10^-33 (n^2 / 2^129), and no such pair can be searched for outside the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    instance: TypeId,
    digest: [u64; 2],
}

/// The random keys of the hashers.
#[derive(Debug, Default)]
pub(super) struct Seeds([RandomState; 2]);

impl Seeds {
    /// Begins the key of a call of that instance.
    pub(super) fn key(&self, instance: TypeId) -> KeyBuilder {
        KeyBuilder {
            instance,
            hashers: Pair(self.0.each_ref().map(BuildHasher::build_hasher)),
        }
    }
}

/// A key in the making.
#[derive(Debug)]
pub struct KeyBuilder {
    instance: TypeId,
    hashers: Pair,
}

impl KeyBuilder {
    /// Adds an argument, or another expression.
    #[must_use]
    pub fn part(mut self, part: &(impl KeyPart + ?Sized)) -> Self {
        part.hash(&mut self.hashers);
        self
    }

    /// The key.
    pub fn build(self) -> Key {
        Key {
            instance: self.instance,
            digest: self.hashers.0.map(|hasher| hasher.finish()),
        }
    }
}

/// Feeds two hashers at once, so that a `Hash` of the user's runs once.
#[derive(Debug)]
struct Pair([DefaultHasher; 2]);

impl Hasher for Pair {
    fn write(&mut self, bytes: &[u8]) {
        for hasher in &mut self.0 {
            hasher.write(bytes);
        }
    }

    fn finish(&self) -> u64 {
        self.0[0].finish()
    }
}

/// What can be part of a key: whatever can be hashed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of the key under which `fallback` remembers a value",
    label = "must implement `Hash`",
    note = "without `key` every argument is part of it; write `key = …` to choose, such as `key = (day, currency)`"
)]
pub trait KeyPart: Hash {}

#[diagnostic::do_not_recommend]
impl<T: Hash + ?Sized> KeyPart for T {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_holds_every_part_and_the_instance() {
        let seeds = Seeds::default();
        let key = |parts: &[&str]| {
            let parts = parts.iter();
            parts
                .fold(seeds.key(TypeId::of::<()>()), KeyBuilder::part)
                .build()
        };
        assert_eq!(key(&["a", "b"]), key(&["a", "b"]));
        assert_ne!(key(&["a", "b"]), key(&["b", "a"]));
        assert_ne!(key(&["a", "b"]), key(&["ab"]));
        assert_ne!(key(&[]), seeds.key(TypeId::of::<u8>()).build());
    }

    #[test]
    fn the_two_hashers_have_keys_of_their_own() {
        let [one, other] = Seeds::default().key(TypeId::of::<()>()).build().digest;
        assert_ne!(one, other);
    }
}

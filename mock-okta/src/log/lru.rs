//! A small cache that forgets what was not used for longest.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// At most a fixed number of values that can be made again at any time.
///
/// Values are made outside the lock: two threads may make the same one, which costs time and
/// changes nothing, because what is cached is a pure function of its key.
pub(crate) struct Lru<K, V> {
    kept: Mutex<Kept<K, V>>,
    capacity: usize,
}

struct Kept<K, V> {
    values: BTreeMap<K, (u64, V)>,
    uses: u64,
}

impl<K: Ord + Clone, V: Clone> Lru<K, V> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { kept: Mutex::new(Kept { values: BTreeMap::new(), uses: 0 }), capacity }
    }

    /// The value of `key`, made by `make` if it is not at hand.
    pub(crate) fn fetch(&self, key: K, make: impl FnOnce() -> V) -> V {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let now = kept.uses;
        if let Some((used, value)) = kept.values.get_mut(&key) {
            *used = now;
            return value.clone();
        }
        drop(kept);
        let value = make();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.values.len() >= self.capacity {
            // The capacity is a few dozen: looking through all of them is cheap.
            let oldest =
                kept.values.iter().min_by_key(|(_, (used, _))| *used).map(|(key, _)| key.clone());
            if let Some(oldest) = oldest {
                kept.values.remove(&oldest);
            }
        }
        kept.values.insert(key, (now, value.clone()));
        value
    }
}

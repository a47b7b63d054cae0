//! How often which value occurs.

use std::collections::BTreeMap;
use std::ops::RangeBounds;

use super::event::Word;

/// A multiset of values that knows its shape: everything a rule asks for is there in logarithmic
/// time while values come and go.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    by_value: BTreeMap<Word, usize>,
    /// How many values occur that often.
    by_count: BTreeMap<usize, usize>,
    total: usize,
}

impl Tally {
    pub(super) fn add(&mut self, value: &Word) {
        let count = self.by_value.entry(value.clone()).or_insert(0);
        *count += 1;
        let count = *count;
        self.total += 1;
        self.moved(count - 1, count);
    }

    /// Takes away a value that is there.
    pub(super) fn remove(&mut self, value: &Word) {
        let Some(count) = self.by_value.get_mut(value) else { return };
        *count -= 1;
        let count = *count;
        if count == 0 {
            self.by_value.remove(value);
        }
        self.total -= 1;
        self.moved(count + 1, count);
    }

    /// Values, each counted once.
    pub(super) fn distinct(&self) -> usize {
        self.by_value.len()
    }

    /// Values, each counted as often as it occurs.
    pub(super) fn total(&self) -> usize {
        self.total
    }

    /// How often the most frequent value occurs.
    pub(super) fn most(&self) -> usize {
        self.by_count.last_key_value().map_or(0, |(count, _)| *count)
    }

    /// How many values occur that often.
    pub(super) fn occurring(&self, counts: impl RangeBounds<usize>) -> usize {
        self.by_count.range(counts).map(|(_, values)| values).sum()
    }

    fn moved(&mut self, from: usize, to: usize) {
        if let Some(values) = self.by_count.get_mut(&from) {
            *values -= 1;
            if *values == 0 {
                self.by_count.remove(&from);
            }
        }
        if to > 0 {
            *self.by_count.entry(to).or_insert(0) += 1;
        }
    }
}

//! Records that are at hand as bytes: replayed from files, or injected by the configuration.

use std::fmt;

use bytes::Bytes;
use clock::Timestamp;

use super::source::{Entry, Order, Source};

/// One record as it is served.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    pub(crate) commit: Timestamp,
    /// What the record says about itself, if that can be read.
    pub(crate) published: Option<Timestamp>,
    pub(crate) bytes: Bytes,
}

/// A source of ready-made records, in a sequence that is kept within a millisecond.
pub(crate) struct Records {
    all: Vec<Recorded>,
    /// Indices into `all` by commit, and by `published`.
    by_commit: Vec<u32>,
    by_published: Vec<u32>,
}

impl Records {
    pub(crate) fn new(records: Vec<Recorded>) -> Self {
        let mut records = Self { all: records, by_commit: Vec::new(), by_published: Vec::new() };
        records.by_commit = records.sorted(Order::Commit);
        records.by_published = records.sorted(Order::Published);
        records
    }

    /// The commit of the first record.
    pub(crate) fn begin(&self) -> Option<Timestamp> {
        self.by_commit.first().map(|index| self.all[*index as usize].commit)
    }

    fn sorted(&self, order: Order) -> Vec<u32> {
        let mut indices: Vec<u32> = (0..self.all.len() as u32).collect();
        indices.sort_by_key(|index| (self.entry(*index).at(order), *index));
        indices
    }

    fn entry(&self, index: u32) -> Entry {
        let record = &self.all[index as usize];
        Entry {
            commit: record.commit.as_millis(),
            published: record.published.map(Timestamp::as_millis),
            minute: 0,
            index,
        }
    }

    fn indices(&self, order: Order) -> &[u32] {
        match order {
            Order::Commit => &self.by_commit,
            Order::Published => &self.by_published,
        }
    }

    /// How many records lie before `minute`.
    fn before(&self, order: Order, minute: i64) -> usize {
        let end = minute.saturating_mul(60_000);
        self.indices(order).partition_point(|index| self.entry(*index).at(order) < end)
    }

    fn minute_of(&self, order: Order, place: usize) -> Option<i64> {
        let index = self.indices(order).get(place)?;
        Some(self.entry(*index).at(order).div_euclid(60_000))
    }
}

impl Source for Records {
    fn entries(&self, order: Order, minute: i64, out: &mut Vec<Entry>) {
        let range = self.before(order, minute)..self.before(order, minute + 1);
        out.extend(self.indices(order)[range].iter().map(|index| self.entry(*index)));
    }

    fn next_minute(&self, order: Order, from: i64, _: Timestamp) -> Option<i64> {
        self.minute_of(order, self.before(order, from))
    }

    fn previous_minute(&self, order: Order, from: i64, _: Timestamp) -> Option<i64> {
        self.minute_of(order, self.before(order, from.saturating_add(1)).checked_sub(1)?)
    }

    fn write(&self, entry: &Entry, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.all[entry.index as usize].bytes);
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Records({})", self.all.len())
    }
}

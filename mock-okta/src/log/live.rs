//! Records that come into being while the org runs: what it notes about itself, and what the
//! control plane puts in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use clock::Timestamp;

use super::records::Recorded;
use super::sequence::minute_of;
use super::source::{Entry, Order, Source};

/// A source that grows. A record goes behind all others of its millisecond, so what was served
/// stays where it was.
#[derive(Default)]
pub(crate) struct Live(Mutex<Kept>);

struct Kept {
    all: Vec<Recorded>,
    read_until: Timestamp,
    /// Indices into `all` by minute, in both orders.
    by_commit: BTreeMap<i64, Vec<u32>>,
    by_published: BTreeMap<i64, Vec<u32>>,
    /// How often everything was forgotten.
    forgotten: u32,
}

impl Live {
    /// How many records may come into being; what comes later is refused.
    pub(crate) const RECORDS_MAX: usize = 1_000_000;

    /// Adds a record, which `make` makes of its number and its commit: `at`, or later if
    /// somebody has already read up to a later moment. Says whether there was room.
    pub(crate) fn append(
        &self,
        at: Timestamp,
        make: impl FnOnce(u32, Timestamp) -> Recorded,
    ) -> bool {
        self.extend(|number, read_until| vec![make(number, at.max(read_until))]).is_some()
    }

    /// Adds what `make` makes of the number of the first record and of the moment up to which
    /// somebody has already read; all of it or, when there is no room, nothing.
    pub(crate) fn extend(
        &self,
        make: impl FnOnce(u32, Timestamp) -> Vec<Recorded>,
    ) -> Option<Range<u32>> {
        let mut kept = self.kept();
        let first = kept.all.len() as u32;
        let records = make(first, kept.read_until);
        if records.len() > Self::RECORDS_MAX - kept.all.len() {
            return None;
        }
        for (index, record) in (first..).zip(records) {
            let entry = entry(&record, index);
            for order in [Order::Commit, Order::Published] {
                let minute = minute_of(Timestamp::from_millis(entry.at(order)));
                kept.minutes_mut(order).entry(minute).or_default().push(index);
            }
            kept.all.push(record);
        }
        Some(first..kept.all.len() as u32)
    }

    /// Keeps records that come from now on from being committed before `now`, up to which
    /// somebody is about to read.
    pub(crate) fn read_until(&self, now: Timestamp) {
        let mut kept = self.kept();
        kept.read_until = kept.read_until.max(now);
    }

    /// Does `change`, which is told up to where somebody has read. Nobody begins to read meanwhile.
    pub(crate) fn while_nobody_reads<T>(&self, change: impl FnOnce(Timestamp) -> T) -> T {
        let kept = self.kept();
        change(kept.read_until)
    }

    /// The minutes in which the records `indices` were committed.
    pub(crate) fn minutes_of(&self, indices: Range<u32>) -> BTreeSet<i64> {
        let kept = self.kept();
        let records = kept.all.get(indices.start as usize..indices.end as usize);
        records.into_iter().flatten().map(|record| minute_of(record.commit)).collect()
    }

    /// Forgets every record.
    pub(crate) fn forget(&self) {
        let mut kept = self.kept();
        let (forgotten, read_until) = (kept.forgotten.wrapping_add(1), kept.read_until);
        *kept = Kept { read_until, forgotten, ..Kept::default() };
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            read_until: Timestamp::MIN,
            forgotten: 0,
            by_commit: BTreeMap::new(),
            by_published: BTreeMap::new(),
        }
    }
}

impl Kept {
    fn minutes(&self, order: Order) -> &BTreeMap<i64, Vec<u32>> {
        match order {
            Order::Commit => &self.by_commit,
            Order::Published => &self.by_published,
        }
    }

    fn minutes_mut(&mut self, order: Order) -> &mut BTreeMap<i64, Vec<u32>> {
        match order {
            Order::Commit => &mut self.by_commit,
            Order::Published => &mut self.by_published,
        }
    }
}

impl Source for Live {
    fn entries(&self, order: Order, minute: i64, out: &mut Vec<Entry>) {
        let kept = self.kept();
        let indices = kept.minutes(order).get(&minute).into_iter().flatten();
        out.extend(indices.map(|index| entry(&kept.all[*index as usize], *index)));
    }

    fn next_minute(&self, order: Order, from: i64, _: Timestamp) -> Option<i64> {
        self.kept().minutes(order).range(from..).next().map(|(minute, _)| *minute)
    }

    fn previous_minute(&self, order: Order, from: i64, _: Timestamp) -> Option<i64> {
        self.kept().minutes(order).range(..=from).next_back().map(|(minute, _)| *minute)
    }

    fn version(&self, order: Order, minute: i64) -> u64 {
        let kept = self.kept();
        let records = kept.minutes(order).get(&minute).map_or(0, Vec::len) as u64;
        (u64::from(kept.forgotten) << 32) | records
    }

    fn write(&self, entry: &Entry, out: &mut Vec<u8>) {
        if let Some(record) = self.kept().all.get(entry.index as usize) {
            out.extend_from_slice(&record.bytes);
        }
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Live({})", self.kept().all.len())
    }
}

fn entry(record: &Recorded, index: u32) -> Entry {
    Entry {
        commit: record.commit.as_millis(),
        published: record.published.map(Timestamp::as_millis),
        minute: 0,
        index,
    }
}

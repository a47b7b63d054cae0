//! The log as one value.

use std::collections::BTreeMap;
use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use bytes::Bytes;
use clock::Timestamp;

use super::live::Live;
use super::lru::Lru;
use super::position::Position;
use super::records::Recorded;
use super::source::{Entry, Order, Source};

/// Every record of the org, in both orders.
///
/// The log knows its future as well as its past: a record is *visible* once its commit is not
/// after the present moment, and asking for that moment is the caller's.
#[derive(Debug)]
pub struct Log {
    /// The last of them is `live`.
    sources: Vec<Arc<dyn Source>>,
    live: Arc<Live>,
    begin: Timestamp,
    minutes: Minutes,
}

/// One record with its place in commit order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it is; `time` is when it became visible.
    pub position: Position,
    /// When it says that it happened, if that can be read.
    pub published: Option<Timestamp>,
    /// The bytes that are served. Usually JSON; an injected record may be anything.
    pub raw: Bytes,
}

/// An entry with its source and its number within its millisecond.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) entry: Entry,
    pub(crate) source: u8,
    pub(crate) position: Position,
}

/// By order, minute, and how much of it came into being while the org ran.
struct Minutes(Lru<(Order, i64, u64), Arc<[Item]>>);

impl Log {
    /// The log of `sources`, in which nothing is committed before `begin`.
    pub(crate) fn new(mut sources: Vec<Arc<dyn Source>>, begin: Timestamp) -> Self {
        let live = Arc::new(Live::default());
        sources.push(Arc::clone(&live) as Arc<dyn Source>);
        Self { sources, live, begin, minutes: Minutes(Lru::new(MINUTES_MAX)) }
    }

    /// Adds a record that is published and becomes visible `at` that moment, made of its number
    /// among those that came into being; says whether there was room. Where readers have already been
    /// to that moment, it becomes visible at theirs.
    pub(crate) fn grow(&self, at: Timestamp, make: impl FnOnce(u32) -> Bytes) -> bool {
        self.live.append(at, |number, commit| Recorded {
            commit,
            published: Some(at),
            bytes: make(number),
        })
    }

    /// Adds what `make` makes of the number of the first record and of the moment before which
    /// none of them may be committed; says where they are, or nothing when there is no room for
    /// all of them.
    pub(crate) fn extend(
        &self,
        make: impl FnOnce(u32, Timestamp) -> Vec<Recorded>,
    ) -> Option<Vec<Position>> {
        let added = self.live.extend(make)?;
        let live = self.sources.len() - 1;
        let mut places = BTreeMap::new();
        for minute in self.live.minutes_of(added.clone()) {
            let items = self.minute(Order::Commit, minute);
            let own = items.iter().filter(|item| usize::from(item.source) == live);
            places.extend(own.map(|item| (item.entry.index, item.position)));
        }
        Some(places.range(added).map(|(_, position)| *position).collect())
    }

    /// Forgets what came into being while the org ran.
    pub(crate) fn forget_live(&self) {
        self.live.forget();
    }

    /// Says that somebody is about to read what is visible at `now`. Requests are decided in
    /// parallel, and one that began earlier must not add records behind the back of another.
    pub(crate) fn read_until(&self, now: Timestamp) {
        self.live.read_until(now);
    }

    /// Does `change` to what is yet to become visible. It is told up to where somebody has read, and
    /// nobody begins to read meanwhile.
    pub(crate) fn while_nobody_reads<T>(&self, change: impl FnOnce(Timestamp) -> T) -> T {
        self.live.while_nobody_reads(change)
    }

    /// Before this moment the org did not exist.
    pub fn begin(&self) -> Timestamp {
        self.begin
    }

    /// The records in `range`, in commit order, read as they are asked for. The end must be
    /// given unless every source ends.
    ///
    /// ```
    /// # async fn example() {
    /// use mock_okta::MockOkta;
    /// use mock_okta::log::Position;
    ///
    /// let mock = MockOkta::builder().seed(7).users(50).start().unwrap();
    /// let log = mock.log();
    /// let (from, to) = (Position::before(log.begin()), Position::after(mock.clock().now()));
    /// let first = log.range(from..to).next().unwrap();
    /// assert!(log.range(first.position..to).next().unwrap() == first);
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(example());
    /// ```
    pub fn range(&self, range: impl RangeBounds<Position>) -> impl Iterator<Item = Record> {
        let from = range.start_bound().cloned();
        let to = range.end_bound().cloned();
        let first = match from {
            Bound::Included(from) | Bound::Excluded(from) => from.time.max(self.begin),
            Bound::Unbounded => self.begin,
        };
        let last = match to {
            Bound::Included(to) | Bound::Excluded(to) => to.time,
            Bound::Unbounded => Timestamp::MAX,
        };
        self.forward(Order::Commit, [first, last], Timestamp::MAX)
            .flat_map(move |items| {
                (0..items.len())
                    .map(move |place| items[place])
                    .filter(move |item| (from, to).contains(&item.position))
            })
            .map({
                let mut raw = Vec::with_capacity(RECORD_BYTES_TYPICAL);
                move |item| self.record(&item, &mut raw)
            })
    }

    /// How many records lie before `to`, without reading one.
    pub(crate) fn count(&self, to: Position) -> u64 {
        let minutes = self.forward(Order::Commit, [self.begin, to.time], Timestamp::MAX);
        minutes.map(|items| items.partition_point(|item| item.position < to) as u64).sum()
    }

    /// Whether the log has a record at `position` in `order`, visible at `now`; ordinal 0 is
    /// there in every millisecond that has passed since the beginning.
    pub(crate) fn has(&self, order: Order, position: Position, now: Timestamp) -> bool {
        if position.ordinal == 0 {
            return (self.begin..=now).contains(&position.time);
        }
        if order == Order::Commit && position.time > now {
            return false;
        }
        self.minute(order, minute_of(position.time))
            .binary_search_by_key(&position, |item| item.position)
            .is_ok()
    }

    /// Appends the bytes of `item`.
    pub(crate) fn write(&self, item: &Item, out: &mut Vec<u8>) {
        self.sources[usize::from(item.source)].write(&item.entry, out);
    }

    /// The minutes from that of `from` to that of `to` that may hold what is visible at `now`.
    pub(crate) fn forward(
        &self,
        order: Order,
        [from, to]: [Timestamp; 2],
        now: Timestamp,
    ) -> impl Iterator<Item = Arc<[Item]>> {
        let mut next = minute_of(from);
        std::iter::from_fn(move || {
            let minutes = self.sources.iter().filter_map(|from| from.next_minute(order, next, now));
            let minute = minutes.min().filter(|minute| *minute <= minute_of(to))?;
            next = minute + 1;
            Some(self.minute(order, minute))
        })
    }

    /// The same minutes in reverse, from that of `to` back to that of `from`.
    pub(crate) fn backward(
        &self,
        order: Order,
        [from, to]: [Timestamp; 2],
        now: Timestamp,
    ) -> impl Iterator<Item = Arc<[Item]>> {
        let mut next = minute_of(to);
        std::iter::from_fn(move || {
            let minutes =
                self.sources.iter().filter_map(|from| from.previous_minute(order, next, now));
            let minute = minutes.max().filter(|minute| *minute >= minute_of(from))?;
            next = minute - 1;
            Some(self.minute(order, minute))
        })
    }

    /// Written into `scratch` first: a record then takes the room that it needs and no more.
    fn record(&self, item: &Item, scratch: &mut Vec<u8>) -> Record {
        scratch.clear();
        self.write(item, scratch);
        Record {
            position: item.position,
            published: item.entry.published.map(Timestamp::from_millis),
            raw: Bytes::copy_from_slice(scratch),
        }
    }

    /// What happens in `minute`, ordered and numbered.
    fn minute(&self, order: Order, minute: i64) -> Arc<[Item]> {
        let versions = self.sources.iter().map(|source| source.version(order, minute));
        let version = versions.sum();
        self.minutes.0.fetch((order, minute, version), || {
            let (mut entries, mut items) = (Vec::new(), Vec::new());
            for (source, from) in self.sources.iter().enumerate() {
                from.entries(order, minute, &mut entries);
                items.extend(entries.drain(..).map(|entry| Item {
                    entry,
                    source: source as u8,
                    position: Position::before(Timestamp::from_millis(entry.at(order))),
                }));
            }
            items.sort_by_key(|item| {
                (item.position.time, item.source, item.entry.minute, item.entry.index)
            });
            let mut previous = Position::before(Timestamp::MIN);
            for item in &mut items {
                let same = previous.time == item.position.time;
                item.position.ordinal = if same { previous.ordinal + 1 } else { 1 };
                previous = item.position;
            }
            items.into()
        })
    }
}

impl std::fmt::Debug for Minutes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// The minute that `time` falls in, counted from the epoch.
pub(crate) fn minute_of(time: Timestamp) -> i64 {
    time.as_millis().div_euclid(60_000)
}

/// Ordered minutes that are kept: a page seldom spans more, and the next one begins where it
/// ended.
const MINUTES_MAX: usize = 32;
const RECORD_BYTES_TYPICAL: usize = 4_096;

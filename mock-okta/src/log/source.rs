//! What a log is made of.

use std::fmt;

use clock::Timestamp;
use serde::Serialize;

/// By which of its two times a record is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// When it became visible: polling requests.
    Commit,
    /// When it says that it happened: bounded requests.
    Published,
}

/// A record of a source, still without a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Milliseconds since the epoch.
    pub(crate) commit: i64,
    /// Milliseconds since the epoch; nothing when the record does not say.
    pub(crate) published: Option<i64>,
    /// With `index`, what the source calls this record. Of two records of one source at the
    /// same time, the one that is less by these comes first.
    pub(crate) minute: i64,
    pub(crate) index: u32,
}

impl Entry {
    /// The time that places this entry.
    pub(crate) fn at(&self, order: Order) -> i64 {
        match order {
            Order::Commit => self.commit,
            // A record without a time of its own is placed where it became visible.
            Order::Published => self.published.unwrap_or(self.commit),
        }
    }
}

/// Where records come from. Minutes are counted from the epoch.
pub(crate) trait Source: fmt::Debug + Send + Sync {
    /// Appends the entries whose time in `order` falls in `minute`, in any sequence.
    fn entries(&self, order: Order, minute: i64, out: &mut Vec<Entry>);

    /// The first minute from `from` on that may have entries visible at `now`.
    fn next_minute(&self, order: Order, from: i64, now: Timestamp) -> Option<i64>;

    /// The last minute up to `from` that may have entries visible at `now`.
    fn previous_minute(&self, order: Order, from: i64, now: Timestamp) -> Option<i64>;

    /// A number that changes whenever `minute` does, and comes back never; for most sources it
    /// stays as it is.
    fn version(&self, _order: Order, _minute: i64) -> u64 {
        0
    }

    /// Appends the record's bytes.
    fn write(&self, entry: &Entry, out: &mut Vec<u8>);
}

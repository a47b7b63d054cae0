//! How many requests are under way at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use clock::Timestamp;

/// The requests of an org that are under way (facts 3.2).
#[derive(Debug, Default)]
pub(super) struct Concurrency {
    under_way: Arc<AtomicU32>,
    /// When a refusal was last noted in the log.
    noted: Option<Timestamp>,
}

/// The place of a request that is under way, given back when this is dropped.
#[derive(Debug)]
#[must_use]
pub(crate) struct Place(Option<Arc<AtomicU32>>);

impl Concurrency {
    /// A place, unless `limit` are taken.
    pub(super) fn occupy(&self, limit: u32) -> Option<Place> {
        let more = |taken: u32| (taken < limit).then_some(taken + 1);
        // Nothing else is decided by this number, so no order with other memory matters.
        self.under_way.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).ok()?;
        Some(Place(Some(Arc::clone(&self.under_way))))
    }

    /// Whether a refusal at `now` is noted: one in a minute is (facts 3.2).
    pub(super) fn notes(&mut self, now: Timestamp) -> bool {
        let due = self.noted.is_none_or(|noted| now.since(noted) >= NOTED_EVERY);
        if due {
            self.noted = Some(now);
        }
        due
    }
}

impl Place {
    /// One that nobody has to give up.
    pub(super) const FREE: Self = Self(None);
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(under_way) = &self.0 {
            under_way.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

const NOTED_EVERY: Duration = Duration::from_mins(1);

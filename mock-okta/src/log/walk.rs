//! Pages of the log.

use clock::Timestamp;

use super::position::Position;
use super::sequence::{Item, Log};
use super::source::Order;

/// What a bounded page may hold: `published` from `since` on and before `until`.
///
/// Whether Okta's `until` includes its own millisecond is not documented; here it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) since: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) descending: bool,
}

/// A page, before its bodies are written.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) order: Order,
    pub(crate) items: Vec<Item>,
    /// Whether a bounded walk has more.
    pub(crate) more: bool,
}

impl Page {
    /// The first and the last position on the page.
    pub(crate) fn span(&self) -> Option<(Position, Position)> {
        Some((self.items.first()?.position, self.items.last()?.position))
    }
}

impl Log {
    /// What a polling reader gets: at most `limit` records committed from `since` on, after
    /// `after`, and visible at `now`, in commit order (facts 1.2).
    pub(crate) fn polled(
        &self,
        after: Option<Position>,
        since: Timestamp,
        limit: usize,
        now: Timestamp,
    ) -> Page {
        let since = Position::before(since.max(self.begin()));
        let after = after.map_or(since, |after| after.max(since));
        let items = self
            .forward(Order::Commit, [after.time, now], now)
            .flat_map(move |items| {
                let from = items.partition_point(|item| item.position <= after);
                let to = items.partition_point(|item| item.position.time <= now);
                (from..to).map(move |place| items[place])
            })
            .take(limit)
            .collect();
        Page { order: Order::Commit, items, more: false }
    }

    /// What a bounded reader gets: at most `limit` records within `bounds`, beyond `after` in
    /// the direction of the walk, and visible at `now`, by `published`. What commits later is
    /// not there (facts 1.2).
    pub(crate) fn bounded(
        &self,
        after: Option<Position>,
        bounds: Bounds,
        limit: usize,
        now: Timestamp,
    ) -> Page {
        let (mut from, mut to) = (Position::before(bounds.since), Position::before(bounds.until));
        match after {
            // A walk down has moved `until` to the millisecond of its cursor, of which not
            // everything may have been served: the cursor is the more precise of the two.
            Some(after) if bounds.descending => to = after,
            Some(after) => {
                from = from.max(Position { ordinal: after.ordinal.saturating_add(1), ..after });
            }
            None => {}
        }
        let within = |item: &Item| {
            (from..to).contains(&item.position) && item.entry.commit <= now.as_millis()
        };
        let mut items: Vec<Item> = if bounds.descending {
            self.backward(Order::Published, [from.time, to.time], now)
                .flat_map(|items| (0..items.len()).rev().map(move |place| items[place]))
                .filter(within)
                .take(limit + 1)
                .collect()
        } else {
            self.forward(Order::Published, [from.time, to.time], now)
                .flat_map(|items| (0..items.len()).map(move |place| items[place]))
                .filter(within)
                .take(limit + 1)
                .collect()
        };
        let more = items.len() > limit;
        items.truncate(limit);
        Page { order: Order::Published, items, more }
    }

    /// Appends the records of `page` as a JSON array: brackets, commas, and every record byte
    /// for byte.
    pub(crate) fn write_page(&self, page: &Page, out: &mut Vec<u8>) {
        out.push(b'[');
        for (place, item) in page.items.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            self.write(item, out);
        }
        out.push(b']');
    }
}

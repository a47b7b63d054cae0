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

/// How much of a walk makes a page.
#[derive(Clone, Copy)]
pub(crate) struct Take<'a> {
    /// At most so many records are on it.
    pub(crate) limit: usize,
    /// Which records these are; any if nothing is said.
    pub(crate) matching: Option<Matching<'a>>,
}

/// A choice among records.
#[derive(Clone, Copy)]
pub(crate) struct Matching<'a> {
    /// Whether the record of these bytes is one of them.
    pub(crate) is: &'a dyn Fn(&[u8]) -> bool,
    /// At most so many records are looked at for one page.
    pub(crate) looks: usize,
}

/// A page, before its bodies are written.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) order: Order,
    pub(crate) items: Vec<Item>,
    /// Whether a bounded walk has more.
    pub(crate) more: bool,
    /// Whether there was a choice: then not everything within `span` is on the page.
    pub(crate) matching: bool,
    span: Option<(Position, Position)>,
}

impl Page {
    /// The first and the last position that was looked at: unless `matching`, those of the first
    /// and of the last record on the page.
    pub(crate) fn span(&self) -> Option<(Position, Position)> {
        self.span
    }
}

impl Log {
    /// What a polling reader gets: as much as `take` says of the records committed from `since`
    /// on, after `after`, and visible at `now`, in commit order (facts 1.2).
    pub(crate) fn polled(
        &self,
        after: Option<Position>,
        since: Timestamp,
        take: Take<'_>,
        now: Timestamp,
    ) -> Page {
        let since = Position::before(since.max(self.begin()));
        let after = after.map_or(since, |after| after.max(since));
        let mut items =
            self.forward(Order::Commit, [after.time, now], now).flat_map(move |items| {
                let from = items.partition_point(|item| item.position <= after);
                let to = items.partition_point(|item| item.position.time <= now);
                (from..to).map(move |place| items[place])
            });
        self.page(Order::Commit, &mut items, take)
    }

    /// What a bounded reader gets: as much as `take` says of the records within `bounds`, beyond
    /// `after` in the direction of the walk, and visible at `now`, by `published`. What commits
    /// later is not there (facts 1.2).
    pub(crate) fn bounded(
        &self,
        after: Option<Position>,
        bounds: Bounds,
        take: Take<'_>,
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
        if bounds.descending {
            let minutes = self.backward(Order::Published, [from.time, to.time], now);
            let items =
                minutes.flat_map(|items| (0..items.len()).rev().map(move |place| items[place]));
            self.last_or_more(items.filter(within), take)
        } else {
            let minutes = self.forward(Order::Published, [from.time, to.time], now);
            let items = minutes.flat_map(|items| (0..items.len()).map(move |place| items[place]));
            self.last_or_more(items.filter(within), take)
        }
    }

    /// Takes a page from `items`, of which there is an end.
    fn last_or_more(&self, mut items: impl Iterator<Item = Item>, take: Take<'_>) -> Page {
        let page = self.page(Order::Published, &mut items, take);
        Page { more: items.next().is_some(), ..page }
    }

    /// Takes a page from `items`.
    fn page(&self, order: Order, items: &mut impl Iterator<Item = Item>, take: Take<'_>) -> Page {
        let Some(matching) = take.matching else {
            let items: Vec<Item> = items.take(take.limit).collect();
            let span = items.first().zip(items.last());
            let span = span.map(|(first, last)| (first.position, last.position));
            return Page { order, items, more: false, matching: false, span };
        };
        let (mut found, mut span, mut raw) = (Vec::new(), None, Vec::new());
        for _ in 0..matching.looks {
            if found.len() == take.limit {
                break;
            }
            let Some(item) = items.next() else { break };
            let (first, _) = span.unwrap_or((item.position, item.position));
            span = Some((first, item.position));
            raw.clear();
            self.write(&item, &mut raw);
            if (matching.is)(&raw) {
                found.push(item);
            }
        }
        Page { order, items: found, more: false, matching: true, span }
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

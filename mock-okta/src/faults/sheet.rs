//! The answer that a fault is about to change.

use bytes::Bytes;
use clock::Timestamp;

use crate::api::Reply;
use crate::log::{Item, Log, Page, Position};

/// An answer as it should be, before it is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sheet<'a> {
    pub(crate) log: &'a Log,
    pub(crate) now: Timestamp,
    /// The page of the log, if it is one.
    pub(crate) page: Option<&'a Page>,
    pub(crate) reply: &'a Reply,
}

/// A record on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) position: Position,
    pub(crate) raw: Bytes,
}

impl Sheet<'_> {
    /// The records on the page, in its order; none when it is no page.
    pub(crate) fn rows(&self) -> Vec<Row> {
        self.items().iter().map(|item| self.row(item)).collect()
    }

    /// Up to `count` records that a walk upwards passes right before this page, in its order;
    /// none on a walk downwards.
    pub(crate) fn before(&self, count: usize) -> Vec<Row> {
        let items = self.items();
        let (Some(page), Some(first), Some(last)) = (self.page, items.first(), items.last()) else {
            return Vec::new();
        };
        if first.position > last.position {
            return Vec::new();
        }
        let span = [self.log.begin(), first.position.time];
        let mut rows: Vec<Row> = self
            .log
            .backward(page.order, span, self.now)
            .flat_map(|items| (0..items.len()).rev().map(move |place| items[place]))
            .filter(|item| {
                item.position < first.position && item.entry.commit <= self.now.as_millis()
            })
            .take(count)
            .map(|item| self.row(&item))
            .collect();
        rows.reverse();
        rows
    }

    fn items(&self) -> &[Item] {
        self.page.map(|page| page.items.as_slice()).unwrap_or_default()
    }

    fn row(&self, item: &Item) -> Row {
        let mut raw = Vec::new();
        self.log.write(item, &mut raw);
        Row { position: item.position, raw: raw.into() }
    }
}

/// Records as a page.
pub(crate) fn array<'a>(records: impl IntoIterator<Item = &'a [u8]>) -> Bytes {
    let mut body = vec![b'['];
    for (place, record) in records.into_iter().enumerate() {
        if place > 0 {
            body.push(b',');
        }
        body.extend_from_slice(record);
    }
    body.push(b']');
    body.into()
}

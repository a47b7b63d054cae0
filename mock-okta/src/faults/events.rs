//! Pages with more records than they should have, or with fewer in their place.

use std::cmp::Reverse;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::ledger::Change;
use crate::service::Endpoint;

use super::entry::{choice, fault};
use super::mutation::Mutation;
use super::rule::{Occasion, Rule, Verdict};
use super::sheet::{Row, array};

fault! {
    /// One record among good ones is mangled on its way. The log has it as it should be, and so
    /// has the page when it is asked for again, unless `sticky`.
    MangledEvent, "mangled-event", Content, Page, Some(Endpoint::Logs), example "how = \"missing-uuid\"\npages = 2" {
        /// What happens to it.
        how: Mutation = Mutation::default(),
        /// Which record of the page, counted from 1; the one in the middle when absent, the last
        /// when there are not so many.
        place: Option<usize> = None,
        /// Whether it is mangled whenever the page is asked for.
        sticky: bool = false,
    }
}

impl Rule for MangledEvent {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let mut rows = rows(occasion);
        if rows.is_empty() {
            return Verdict::Pass;
        }
        let last = rows.len() - 1;
        let place = self.place.map_or(rows.len() / 2, |place| place.saturating_sub(1));
        let row = &mut rows[place.min(last)];
        let Some(mangled) = self.how.apply(&row.raw) else { return Verdict::Pass };
        row.raw = mangled;
        let changes = vec![Change::Mangled { position: row.position }];
        let body = page(&rows);
        Verdict::damage(move |reply| reply.body = body).with_changes(changes)
    }

    fn sticks(&self) -> bool {
        self.sticky
    }
}

fault! {
    /// Some records stand on the page twice: the first of them once more at its end.
    RepeatedEvents, "repeated-events", Content, Page, Some(Endpoint::Logs), example "count = 10" {
        /// How many.
        count: usize = 1,
    }
}

impl Rule for RepeatedEvents {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let mut rows = rows(occasion);
        let again: Vec<Row> = rows.iter().take(self.count).cloned().collect();
        rows.extend(again.iter().cloned());
        sent(&rows, repeated(&again))
    }
}

fault! {
    /// The page begins with the last records of the page before it, in addition to its own, as
    /// many as the log has. On a walk downwards nothing happens.
    OverlappingPage, "overlapping-page", Content, Page, Some(Endpoint::Logs), example "count = 5\npages = \"2..\"" {
        /// How many.
        count: usize = 1,
    }
}

impl Rule for OverlappingPage {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let count = self.count.min(RECORDS_MAX);
        let Some(mut all) = occasion.sheet.map(|sheet| sheet.before(count)) else {
            return Verdict::Pass;
        };
        let changes = repeated(&all);
        all.extend(rows(occasion));
        sent(&all, changes)
    }
}

fault! {
    /// The records of the page stand in another order.
    ReorderedPage, "reordered-page", Content, Page, Some(Endpoint::Logs), example "order = \"shuffled\"" {
        /// In which.
        order: PageOrder = PageOrder::default(),
    }
}

choice! {
    /// An order that a page should not have.
    PageOrder {
        /// From the last to the first.
        Reversed = "reversed",
        /// By the seed.
        Shuffled = "shuffled",
    }
}

impl Rule for ReorderedPage {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let mut rows = rows(occasion);
        let before = rows.clone();
        match self.order {
            PageOrder::Reversed => rows.reverse(),
            PageOrder::Shuffled => {
                let mut draw = occasion.seed.child("shuffle").draw_at(occasion.request);
                rows.sort_by_cached_key(|_| Reverse(draw.next()));
            }
        }
        if rows == before {
            return Verdict::Pass;
        }
        sent(&rows, vec![Change::Reordered])
    }
}

fault! {
    /// Every record has members that nobody knows yet, which Okta may add at any time; what it
    /// says otherwise is as it should be.
    UnknownFields, "unknown-fields", Content, Page, Some(Endpoint::Logs), example "count = 50" {
        /// How many.
        count: usize = 3,
    }
}

impl Rule for UnknownFields {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let mut rows = rows(occasion);
        let mut more = Map::new();
        for number in 1..=self.count.min(FIELDS_MAX) {
            let value = match number % 3 {
                0 => json!([number, null, {}]),
                1 => json!({ "value": number, "nested": { "reason": "preview" } }),
                _ => json!(format!("preview {number}")),
            };
            more.insert(format!("previewFeature{number}"), value);
        }
        // Between the braces.
        let text = Value::Object(more).to_string();
        let text = text.trim_start_matches('{');
        let mut changes = Vec::new();
        for row in &mut rows {
            if let Some(open) = row.raw.strip_suffix(b"}").filter(|open| open.len() > 1) {
                row.raw = [open, b",", text.as_bytes()].concat().into();
                changes.push(Change::Extended { position: row.position });
            }
        }
        sent(&rows, changes)
    }
}

/// The records of the page that is about to be sent.
fn rows(occasion: &Occasion<'_>) -> Vec<Row> {
    occasion.sheet.map(|sheet| sheet.rows()).unwrap_or_default()
}

fn page(rows: &[Row]) -> Bytes {
    array(rows.iter().map(|row| &row.raw[..]))
}

/// A page that can still be used, unless it is as it was.
fn sent(rows: &[Row], changes: Vec<Change>) -> Verdict {
    if changes.is_empty() {
        return Verdict::Pass;
    }
    let body = page(rows);
    Verdict::alter(move |reply| reply.body = body).with_changes(changes)
}

fn repeated(rows: &[Row]) -> Vec<Change> {
    rows.iter().map(|row| Change::Repeated { position: row.position }).collect()
}

/// A page has no more records than this.
const RECORDS_MAX: usize = 1_000;
const FIELDS_MAX: usize = 1_000;

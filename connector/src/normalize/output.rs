//! What normalizing leaves behind.

use std::collections::BTreeMap;
use std::ops::Range;

use super::field::Drift;
use super::published::PublishedAt;
use crate::decode::Reason;

/// The events, rejects and counts of one or more pages, in the order of their records.
#[derive(Clone, Debug, Default)]
pub struct Normalized {
    /// How many records and broken elements were seen.
    pub elements: usize,
    /// When they happened, those that say so: also of records that are not published.
    pub times: Vec<PublishedAt>,
    /// NDJSON: one event a line, each ending in `\n`.
    pub bytes: Vec<u8>,
    /// Where each event lies in `bytes`.
    pub events: Vec<EventSpan>,
    /// What goes into the quarantine.
    pub rejects: Vec<Reject>,
    /// What was left out, by Okta's event type.
    pub excluded: BTreeMap<String, Excluded>,
    /// Fields of unexpected types.
    pub drift: Drift,
}

/// How many records of one type were left out, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Excluded {
    /// The type is not ingested.
    pub not_in_catalogue: u64,
    /// The type is, but the record names nobody.
    pub not_attributable: u64,
}

impl Excluded {
    /// Both reasons together.
    pub const fn total(self) -> u64 {
        self.not_in_catalogue + self.not_attributable
    }
}

impl Normalized {
    /// The number of records left out.
    pub fn excluded_total(&self) -> u64 {
        self.excluded.values().map(|excluded| excluded.total()).sum()
    }

    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.elements = 0;
        self.times.clear();
        self.bytes.clear();
        self.events.clear();
        self.rejects.clear();
        self.excluded.clear();
        self.drift = Drift::default();
    }

    pub(super) fn exclude(&mut self, event_type: &[u8], reason: Exclusion) {
        // The name comes from outside: what is kept of it is bounded.
        let name = String::from_utf8_lossy(&event_type[..event_type.len().min(EVENT_TYPE_MAX)]);
        if !self.excluded.contains_key(name.as_ref()) {
            self.excluded.insert(name.clone().into_owned(), Excluded::default());
        }
        if let Some(counts) = self.excluded.get_mut(name.as_ref()) {
            match reason {
                Exclusion::NotInCatalogue => counts.not_in_catalogue += 1,
                Exclusion::NotAttributable => counts.not_attributable += 1,
            }
        }
    }
}

/// One event of a [`Normalized`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventSpan {
    /// The event's line, without its `\n`.
    pub line: Range<usize>,
    /// The event's id, `event_id` in the line.
    pub event_id: uuid::Uuid,
    /// When it happened.
    pub published: PublishedAt,
}

/// A record that cannot be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Its place on the page, counted from 0.
    pub index: usize,
    /// Why.
    pub reason: Reason,
    /// The record, byte for byte.
    pub raw: Vec<u8>,
}

/// Why a well-formed record is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exclusion {
    /// Its type is not ingested.
    NotInCatalogue,
    /// Its type is, but it names nobody.
    NotAttributable,
}

impl Exclusion {
    /// The stable name, in counts and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotInCatalogue => "not_in_catalogue",
            Self::NotAttributable => "not_attributable",
        }
    }
}

/// What is kept of an event type's name (facts 7.1 give 255 characters).
const EVENT_TYPE_MAX: usize = 255;

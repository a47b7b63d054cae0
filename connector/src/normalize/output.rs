//! What normalizing leaves behind.

use std::ops::Range;

use super::drift::Drift;
use super::excluded::ExcludedCounts;
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
    pub excluded: ExcludedCounts,
    /// Fields of unexpected types, and unknown values.
    pub drift: Drift,
}

impl Normalized {
    /// The number of records left out.
    pub fn excluded_total(&self) -> u64 {
        self.excluded.total().total()
    }

    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.elements = 0;
        self.times.clear();
        self.bytes.clear();
        self.events.clear();
        self.rejects.clear();
        self.excluded.clear();
        self.drift.clear();
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

//! The durable position of a connection.

use std::fmt;

use clock::Timestamp;

use crate::fetch::Origin;

/// Where a connection goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The link to fetch, verbatim as Okta gave it.
    pub next: String,
    /// What the link belongs to.
    pub fingerprint: Fingerprint,
    /// A time of the log up to which everything is committed, with room to spare: where a
    /// fresh stream would begin if the link died (polling rule 5).
    pub safe_time: Timestamp,
}

/// A checkpoint that becomes durable once its page is published, with what it skips.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Where to go on.
    pub checkpoint: Checkpoint,
    /// What is skipped by going on there.
    pub gap: Option<Gap>,
}

/// A stretch of the log that is known to be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first moment that may be missing.
    pub from: Timestamp,
    /// The first moment that is not.
    pub to: Timestamp,
    /// Why.
    pub reason: GapReason,
}

/// Why a stretch of the log is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapReason {
    /// Okta keeps 90 days (facts 1.6).
    Retention,
    /// A person resumed the connection from now.
    Skipped,
}

impl GapReason {
    /// Every reason.
    pub const ALL: [Self; 2] = [Self::Retention, Self::Skipped];

    /// The stable name, in the state store and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Retention => "retention",
            Self::Skipped => "skipped",
        }
    }
}

/// What a cursor belongs to: an org and a server-side filter. With another org or filter it
/// means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of an org and a filter.
    pub fn of(origin: &Origin, filter: Option<&str>) -> Self {
        let filter = filter.map(|filter| format!("{FILTER}{filter}"));
        Self(format!("{origin}{}", filter.unwrap_or_default()))
    }

    /// Whether it was made with this filter.
    pub fn has_filter(&self, filter: Option<&str>) -> bool {
        self.0.split_once(FILTER).map(|(_, own)| own) == filter
    }

    /// As it was stored.
    pub(super) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Stands between org and filter; no URL has spaces.
const FILTER: &str = " filter ";

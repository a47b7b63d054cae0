//! Why a record is kept instead of being published.

use std::fmt;

/// Why a record is kept in the quarantine instead of being published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// No JSON value in UTF-8, or nested deeper than 128.
    Json,
    /// JSON, but no object.
    NotAnObject,
    /// No `eventType`, or none that is a non-empty string.
    EventType,
    /// In the catalogue, but without a `uuid` that is a non-empty string.
    Uuid,
    /// In the catalogue, but without a `published` that is a date-time with a zone.
    Published,
    /// A whole response body that stayed unreadable (polling rule 3).
    Page,
}

impl Reason {
    /// Every reason, in the order in which they are decided.
    pub const ALL: [Self; 6] =
        [Self::Json, Self::NotAnObject, Self::EventType, Self::Uuid, Self::Published, Self::Page];

    /// The stable name: in the state store, in metrics and in `normalize`'s rejects.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::NotAnObject => "not_an_object",
            Self::EventType => "eventType",
            Self::Uuid => "uuid",
            Self::Published => "published",
            Self::Page => "page",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

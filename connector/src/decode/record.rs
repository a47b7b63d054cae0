//! One element of a page, opened one level deep.

use std::fmt;

use super::scan::{Broken, Scanner};
use super::token::Token;

/// The members of one `LogEvent` that anything downstream reads (facts 7.1), as raw tokens.
///
/// A member that comes twice counts as it came last; a missing one is `None`, which is not
/// told apart from JSON `null` further on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Record<'a> {
    /// The whole record, byte for byte.
    pub raw: &'a [u8],
    /// `actor`
    pub actor: Option<Token<'a>>,
    /// `authenticationContext`
    pub authentication_context: Option<Token<'a>>,
    /// `client`
    pub client: Option<Token<'a>>,
    /// `debugContext`
    pub debug_context: Option<Token<'a>>,
    /// `eventType`
    pub event_type: Option<Token<'a>>,
    /// `outcome`
    pub outcome: Option<Token<'a>>,
    /// `published`
    pub published: Option<Token<'a>>,
    /// `request`
    pub request: Option<Token<'a>>,
    /// `securityContext`
    pub security_context: Option<Token<'a>>,
    /// `target`
    pub target: Option<Token<'a>>,
    /// `uuid`
    pub uuid: Option<Token<'a>>,
}

impl<'a> Record<'a> {
    /// Reads one record that stands alone.
    ///
    /// # Errors
    /// [`Reason::Json`] when the bytes are not one JSON value in UTF-8 or nest deeper than 128,
    /// [`Reason::NotAnObject`] when the value is no object.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Reason> {
        let mut scanner = Scanner::new(bytes, 0);
        let record = Self::scan(bytes, &mut scanner).map_err(|Broken| Reason::Json)?;
        if scanner.peek().is_some() || std::str::from_utf8(bytes).is_err() {
            return Err(Reason::Json);
        }
        record
    }

    /// Reads the record at the scanner's position in `bytes` and leaves the scanner behind it.
    /// UTF-8 is the caller's to check.
    pub(super) fn scan(
        bytes: &'a [u8],
        scanner: &mut Scanner<'a>,
    ) -> Result<Result<Self, Reason>, Broken> {
        if scanner.peek() != Some(b'{') {
            scanner.value(0)?;
            return Ok(Err(Reason::NotAnObject));
        }
        let start = scanner.at();
        scanner.take(b'{');
        let mut record = Self::default();
        let mut first = true;
        while let Some((key, value)) = scanner.member(first, 1)? {
            first = false;
            record.set(key, value);
        }
        record.raw = &bytes[start..scanner.at()];
        Ok(Ok(record))
    }

    fn set(&mut self, key: Token<'a>, value: Token<'a>) {
        let slot = match key.text().as_ref() {
            b"actor" => &mut self.actor,
            b"authenticationContext" => &mut self.authentication_context,
            b"client" => &mut self.client,
            b"debugContext" => &mut self.debug_context,
            b"eventType" => &mut self.event_type,
            b"outcome" => &mut self.outcome,
            b"published" => &mut self.published,
            b"request" => &mut self.request,
            b"securityContext" => &mut self.security_context,
            b"target" => &mut self.target,
            b"uuid" => &mut self.uuid,
            _ => return,
        };
        *slot = Some(value);
    }
}

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

//! Records that no connector should meet, put into the log itself.

use bytes::Bytes;
use clock::Timestamp;
use serde::Deserialize;

use crate::durations;
use crate::log::Recorded;

/// Malformed records in the log, with positions of their own and good records around them.
///
/// ```
/// use mock_okta::faults::{InjectKind, InjectSpec};
///
/// let inject: InjectSpec = toml::from_str("kind = \"missing-uuid\"\nat = \"-90s\"").unwrap();
/// assert_eq!((inject.at_ms, inject.kind, inject.count), (-90_000, Some(InjectKind::MissingUuid), 1));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjectSpec {
    /// When they appear, in milliseconds from the start of the mock; in TOML a duration, which
    /// may be negative, under the key `at`.
    #[serde(rename = "at", deserialize_with = "durations::signed")]
    pub at_ms: i64,
    /// What is wrong with them.
    #[serde(default)]
    pub kind: Option<InjectKind>,
    /// The bytes themselves, instead of a kind.
    #[serde(default)]
    pub raw: Option<String>,
    /// How many (1).
    #[serde(default = "one")]
    pub count: u32,
}

impl InjectSpec {
    /// The most records that one injection may make.
    pub const COUNT_MAX: u32 = 100_000;

    /// One record of `kind`, `at_ms` milliseconds after the start.
    pub fn new(kind: InjectKind, at_ms: i64) -> Self {
        Self { at_ms, kind: Some(kind), raw: None, count: 1 }
    }

    /// What is wrong with this specification itself, if anything.
    pub(crate) fn mistake(&self) -> Option<String> {
        if self.kind.is_some() == self.raw.is_some() {
            return Some("give either `kind` or `raw`".to_owned());
        }
        (self.count > Self::COUNT_MAX).then(|| format!("`count` is more than {}", Self::COUNT_MAX))
    }

    /// The records, in an org that starts at `start`.
    pub(crate) fn records(&self, start: Timestamp) -> impl Iterator<Item = Recorded> + '_ {
        self.records_at(start.shifted(self.at_ms), 0)
    }

    /// The same at another moment, numbered from `first` on.
    pub(crate) fn records_at(
        &self,
        commit: Timestamp,
        first: u32,
    ) -> impl Iterator<Item = Recorded> + '_ {
        (first..first.saturating_add(self.count.min(Self::COUNT_MAX))).map(move |number| {
            let bytes = match (&self.raw, self.kind) {
                (Some(raw), _) => Bytes::copy_from_slice(raw.as_bytes()),
                (None, Some(kind)) => kind.bytes(number, commit),
                (None, None) => Bytes::from_static(b"null"),
            };
            Recorded { commit, published: Some(commit), bytes }
        })
    }
}

/// What can be wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum InjectKind {
    /// `published` is no date.
    BadPublished,
    /// No JSON, though brackets and quotes balance.
    BrokenJson,
    /// Arrays within arrays, deeper than most parsers go.
    DeepNesting,
    /// A string that is no UTF-8.
    InvalidUtf8,
    /// No `eventType`.
    MissingEventType,
    /// No `uuid`.
    MissingUuid,
    /// JSON, but a number.
    NotAnObject,
}

impl InjectKind {
    /// The bytes of record `number`, each of which says which it is.
    fn bytes(self, number: u32, commit: Timestamp) -> Bytes {
        let event = |members: &str| {
            format!(
                "{{{members}\"version\":\"0\",\"severity\":\"INFO\",\"displayMessage\":\"injected \
                 {number}\",\"actor\":{{\"id\":\"00uinjected\",\"type\":\"User\",\"alternateId\":\
                 \"injected@mock.example\",\"displayName\":\"Injected\"}},\"outcome\":{{\"result\":\
                 \"SUCCESS\",\"reason\":null}},\"target\":null}}"
            )
        };
        let uuid = format!("\"uuid\":\"1ec7ed00-0000-4000-8000-{number:012x}\",");
        let published = format!("\"published\":\"{commit}\",");
        let event_type = "\"eventType\":\"user.session.start\",";
        match self {
            Self::BadPublished => {
                event(&format!("{uuid}\"published\":\"2017-09-31T22:23:07.777Z\",{event_type}"))
            }
            Self::BrokenJson => format!("{{\"uuid\":tru,\"number\":{number}}}"),
            Self::DeepNesting => {
                let (open, close) = ("[".repeat(DEPTH), "]".repeat(DEPTH));
                event(&format!("{uuid}{published}{event_type}\"debugContext\":{open}{close},"))
            }
            Self::InvalidUtf8 => {
                let text = event(&format!("{uuid}{published}{event_type}"));
                let (head, tail) = text.split_at(text.find("Injected").unwrap_or(0));
                let mut bytes = head.as_bytes().to_vec();
                bytes.extend_from_slice(b"\xc3\x28");
                bytes.extend_from_slice(tail.as_bytes());
                return bytes.into();
            }
            Self::MissingEventType => event(&format!("{uuid}{published}")),
            Self::MissingUuid => event(&format!("{published}{event_type}")),
            Self::NotAnObject => number.to_string(),
        }
        .into()
    }
}

fn one() -> u32 {
    1
}

/// Parsers commonly stop at 128.
const DEPTH: usize = 1_000;

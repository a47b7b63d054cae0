//! Records that no connector expects, put into the log itself.

use std::time::Duration;

use bytes::Bytes;
use clock::Timestamp;
use serde::{Deserialize, Serialize};

use crate::durations::{self, spelled};
use crate::log::Recorded;

use super::entry::table;
use super::mutation::{InjectKind, Mutation};

table! {
    /// Records in the log that something is wrong with, with positions of their own and good
    /// records around them.
    ///
    /// ```
    /// use mock_okta::faults::{InjectKind, InjectSpec};
    ///
    /// let inject: InjectSpec = toml::from_str("kind = \"missing-uuid\"\nat = \"-90s\"").unwrap();
    /// assert_eq!((inject.at_ms, inject.kind, inject.count), (-90_000, Some(InjectKind::MissingUuid), 1));
    /// ```
    #[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
    #[serde(deny_unknown_fields)]
    pub struct InjectSpec {
        /// When they appear, in milliseconds from the start of the mock; in TOML a duration, which
        /// may be negative, under the key `at`.
        #[serde(rename = "at", deserialize_with = "durations::signed", serialize_with = "durations::show_signed")]
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
        /// How long before they appear they say that they happened; 6 hours for backdated events,
        /// otherwise nothing.
        #[serde(default, with = "spelled::optional")]
        pub by: Option<Duration>,
    }
}

impl InjectSpec {
    /// The most records that one injection may make.
    pub const COUNT_MAX: u32 = 100_000;
    /// The most oversize records that one injection may make.
    pub const OVERSIZE_COUNT_MAX: u32 = 16;
    /// By how much backdated events are backdated, unless told.
    pub const BACKDATED_BY: Duration = Duration::from_hours(6);

    /// One record of `kind`, `at_ms` milliseconds after the start.
    pub fn new(kind: InjectKind, at_ms: i64) -> Self {
        Self { at_ms, kind: Some(kind), raw: None, count: 1, by: None }
    }

    /// What is wrong with this specification itself, if anything.
    pub(crate) fn mistake(&self) -> Option<String> {
        if self.kind.is_some() == self.raw.is_some() {
            return Some("give either `kind` or `raw`".to_owned());
        }
        let max = match self.kind {
            Some(InjectKind::Oversize) => Self::OVERSIZE_COUNT_MAX,
            _ => Self::COUNT_MAX,
        };
        (self.count > max).then(|| format!("`count` is more than {max}"))
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
        let usual = match self.kind {
            Some(InjectKind::BackdatedEvents) => Self::BACKDATED_BY,
            _ => Duration::ZERO,
        };
        let published = commit - self.by.unwrap_or(usual);
        (first..first.saturating_add(self.count.min(Self::COUNT_MAX))).map(move |number| {
            let bytes = match (&self.raw, self.kind) {
                (Some(raw), _) => Bytes::copy_from_slice(raw.as_bytes()),
                (None, Some(kind)) => kind.bytes(number, self.at_ms, published),
                (None, None) => Bytes::from_static(b"null"),
            };
            Recorded { commit, published: Some(published), bytes }
        })
    }
}

impl InjectKind {
    /// The bytes of record `number` of those that appear at `at_ms`. Each says which it is.
    fn bytes(self, number: u32, at_ms: i64, published: Timestamp) -> Bytes {
        // Unlike those of any other injection: by kind, moment and number.
        let (kind, at) = (self as u8, at_ms as u64);
        let uuid = format!(
            "1ec7ed{kind:02x}-{:04x}-4{:03x}-8000-{number:012x}",
            at & 0xffff,
            (at >> 16) & 0xfff
        );
        let event = format!(
            "{{\"uuid\":\"{uuid}\",\"published\":\"{published}\",\"eventType\":\
             \"user.session.start\",\"version\":\"0\",\"severity\":\"INFO\",\"displayMessage\":\
             \"injected {number}\",\"actor\":{{\"id\":\"00uinjected\",\"type\":\"User\",\
             \"alternateId\":\"injected@mock.example\",\"displayName\":\"Injected\"}},\"outcome\":\
             {{\"result\":\"SUCCESS\",\"reason\":null}},\"target\":null}}"
        );
        match self.mutation() {
            None => event.into(),
            Some(Mutation::NotAnObject) => number.to_string().into(),
            Some(Mutation::OtherObject) => format!("{{\"notice\":{number}}}").into(),
            // It is an object.
            Some(mutation) => mutation.apply(event.as_bytes()).unwrap_or_default(),
        }
    }
}

fn one() -> u32 {
    1
}

//! What can be wrong with one record, in the log or on its way.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::entry::choice;

macro_rules! mutations {
    ($($(#[doc = $about:literal])+ $value:ident = $name:literal,)+) => {
        choice! {
            /// What can happen to a record.
            Mutation {
                $($(#[doc = $about])+ $value = $name,)+
            }
        }

        choice! {
            /// What is put into the log.
            InjectKind {
                /// Nothing is wrong with the events, except that all of them have one
                /// millisecond, of `published` and of their commit.
                TiedEvents = "tied-events",
                /// Nothing is wrong with the events, except that they become visible hours
                /// after they happened.
                BackdatedEvents = "backdated-events",
                $($(#[doc = $about])+ $value = $name,)+
            }
        }

        impl InjectKind {
            /// What is wrong with such a record; nothing for an event as it should be.
            pub(crate) fn mutation(self) -> Option<Mutation> {
                match self {
                    $(Self::$value => Some(Mutation::$value),)+
                    Self::BackdatedEvents | Self::TiedEvents => None,
                }
            }
        }
    };
}

mutations! {
    /// No JSON, though brackets and quotes balance.
    BrokenJson = "broken-json",
    /// An array where `actor` should be.
    ArrayForObject = "array-for-object",
    /// `published` is no date.
    BadPublished = "bad-published",
    /// A line break as it is in a string, which JSON does not have.
    ControlCharacter = "control-character",
    /// Arrays within arrays, deeper than most parsers go.
    DeepNesting = "deep-nesting",
    /// A second `uuid`, at the end.
    DuplicateKey = "duplicate-key",
    /// A number that no binary floating-point number comes near.
    HugeNumber = "huge-number",
    /// A string that is no UTF-8.
    InvalidUtf8 = "invalid-utf8",
    /// Half of a surrogate pair, escaped: JSON, but no text.
    LoneSurrogate = "lone-surrogate",
    /// No `eventType`.
    MissingEventType = "missing-event-type",
    /// No `published`.
    MissingPublished = "missing-published",
    /// No `uuid`.
    MissingUuid = "missing-uuid",
    /// JSON, but a number.
    NotAnObject = "not-an-object",
    /// `null` where `eventType` should be.
    NullForString = "null-for-string",
    /// A number where `uuid` should be.
    NumberForString = "number-for-string",
    /// An object where `eventType` should be.
    ObjectForString = "object-for-string",
    /// An object that is no event.
    OtherObject = "other-object",
    /// One string is four mebibytes long.
    Oversize = "oversize",
    /// It stops in the middle of a string, and takes the rest of the page with it.
    Unbalanced = "unbalanced",
    /// Members that nobody knows yet.
    UnknownField = "unknown-field",
    /// An `eventType` that nobody knows yet.
    UnknownEventType = "unknown-event-type",
}

impl Mutation {
    /// The record that becomes of `raw`; nothing when that is no JSON object to begin with.
    pub(crate) fn apply(self, raw: &[u8]) -> Option<Bytes> {
        let mut event: Map<String, Value> = serde_json::from_slice(raw).ok()?;
        let mut set = |key: &str, value: Value| event.insert(key.to_owned(), value);
        match self {
            Self::ArrayForObject => set("actor", json!([])),
            Self::BadPublished => set("published", "2017-09-31T22:23:07.777Z".into()),
            Self::BrokenJson => return marked(event, "uuid", b"tru"),
            Self::ControlCharacter => return marked(event, "displayMessage", b"\"one\ntwo\""),
            Self::DeepNesting => {
                let nested = ["[".repeat(DEPTH), "]".repeat(DEPTH)].concat();
                return marked(event, "debugContext", nested.as_bytes());
            }
            Self::DuplicateKey => {
                let open = text(event);
                let open = open.strip_suffix(b"}")?;
                let again = b",\"uuid\":\"00000000-0000-4000-8000-000000000000\"}";
                return Some([open, again].concat().into());
            }
            Self::HugeNumber => return marked(event, "version", b"1e999"),
            Self::InvalidUtf8 => return marked(event, "displayMessage", b"\"\xc3\x28\""),
            Self::LoneSurrogate => return marked(event, "displayMessage", b"\"\\ud83d\""),
            Self::MissingEventType => event.shift_remove("eventType"),
            Self::MissingPublished => event.shift_remove("published"),
            Self::MissingUuid => event.shift_remove("uuid"),
            Self::NotAnObject => return Some("17".into()),
            Self::NullForString => set("eventType", Value::Null),
            Self::NumberForString => set("uuid", 17.into()),
            Self::ObjectForString => set("eventType", json!({ "name": "user.session.start" })),
            Self::OtherObject => return Some("{\"notice\":\"try again\"}".into()),
            Self::Oversize => set("displayMessage", "x".repeat(OVERSIZE_BYTES).into()),
            Self::Unbalanced => {
                let whole = text(event);
                return Some(whole.slice(..whole.len() / 2));
            }
            Self::UnknownField => set("previewFeature", json!({ "value": [1, null, {}] })),
            Self::UnknownEventType => set("eventType", "preview.feature.of_tomorrow".into()),
        };
        Some(text(event))
    }
}

/// `event` with `bytes`, which need not be JSON, as the value of `key`.
fn marked(mut event: Map<String, Value>, key: &str, bytes: &[u8]) -> Option<Bytes> {
    event.insert(key.to_owned(), MARK.into());
    let text = text(event);
    let mark = format!("\"{MARK}\"");
    let place = text.windows(mark.len()).position(|window| window == mark.as_bytes())?;
    Some([&text[..place], bytes, &text[place + mark.len()..]].concat().into())
}

fn text(event: Map<String, Value>) -> Bytes {
    Value::Object(event).to_string().into()
}

/// Stands in no event.
const MARK: &str = "mock-okta/mutation";
/// Parsers commonly stop at 128.
const DEPTH: usize = 1_000;
/// More than a thousand times an event.
pub(super) const OVERSIZE_BYTES: usize = 4 << 20;

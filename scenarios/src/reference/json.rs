//! A JSON value that loses nothing that the specification compares.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Text;
use super::reader;

/// A JSON value. Numbers are the text that was written, strings may hold lone surrogates, keys
/// keep their order.
///
/// Equality is the equality of the specification (section 4): equal parsed values *and* equal
/// key order; `1.0` and `1` differ.
///
/// ```
/// use scenarios::reference::{Json, RECORD_DEPTH_MAX};
///
/// let read = |text: &str| Json::read(text.as_bytes(), RECORD_DEPTH_MAX);
/// assert_eq!(read(r#" { "a" : "\u0041" } "#)?, read(r#"{"a":"A"}"#)?);
/// assert_ne!(read(r#"{"a":1,"b":2}"#)?, read(r#"{"b":2,"a":1}"#)?);
/// assert_eq!(read(r#"{"a":1.50}"#)?.to_text(), r#"{"a":1.50}"#);
/// # Ok::<(), scenarios::reference::Malformed>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string, unescaped.
    String(Text),
    /// An array.
    Array(Vec<Json>),
    /// An object: no key twice, in the order in which the keys first appeared.
    Object(Vec<(Text, Json)>),
}

/// How deep a record may nest: the record is level 1, and a container at level 129 makes it
/// malformed.
pub const RECORD_DEPTH_MAX: usize = 128;

/// How deep an *output* may nest when it is read back. With the evidence extension an output is
/// deeper than its source: `target[].changeDetails` moves one level down, and JSON text of 128
/// levels unfolds two levels below the top.
pub const OUTPUT_DEPTH_MAX: usize = RECORD_DEPTH_MAX + 2;

impl Json {
    /// Reads one JSON text (RFC 8259), with white space around it and nothing else.
    ///
    /// Of a key that appears twice the last value counts, in the place of the first.
    ///
    /// # Errors
    ///
    /// When the bytes are not UTF-8, are not one JSON text, or nest deeper than `depth_max`.
    pub fn read(bytes: &[u8], depth_max: usize) -> Result<Self, Malformed> {
        reader::read(bytes, depth_max)
    }

    /// The value as compact JSON.
    pub fn to_text(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(written) => written.clone(),
            Self::String(text) => text.to_json(),
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::to_text).collect();
                format!("[{}]", items.join(","))
            }
            Self::Object(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(key, value)| format!("{}:{}", key.to_json(), value.to_text()))
                    .collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }

    /// The member `key`, or nothing when there is none or this is not an object.
    pub fn member(&self, key: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The value at the end of a path of members, such as `client.userAgent.os`.
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, Self::member)
    }

    /// An object from its members as they were written: of a key that appears twice the last
    /// value counts, in the place of the first.
    pub(super) fn object_as_written(written: Vec<(Text, Self)>) -> Self {
        let keys: BTreeSet<&Text> = written.iter().map(|(key, _)| key).collect();
        if keys.len() == written.len() {
            return Self::Object(written);
        }
        let mut members: Vec<(Text, Self)> = Vec::new();
        let mut places: BTreeMap<Text, usize> = BTreeMap::new();
        for (key, value) in written {
            if let Some(&place) = places.get(&key) {
                members[place].1 = value;
            } else {
                places.insert(key.clone(), members.len());
                members.push((key, value));
            }
        }
        Self::Object(members)
    }

    /// An object with these members, in this order.
    pub(super) fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::Object(members.into_iter().map(|(key, value)| (Text::from(key), value)).collect())
    }

    /// An object with those of these members that have a value, in this order.
    pub(super) fn object_of_present<const N: usize>(members: [(&str, Option<Self>); N]) -> Self {
        let present =
            members.into_iter().filter_map(|(key, value)| Some((Text::from(key), value?)));
        Self::Object(present.collect())
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(Text::from(text))
    }
}

impl From<Text> for Json {
    fn from(text: Text) -> Self {
        Self::String(text)
    }
}

/// What is absent is `null`.
impl<T: Into<Self>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Why bytes are not a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Offset of the offending byte.
    pub at: usize,
    /// What was wrong there.
    pub what: &'static str,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.what, self.at)
    }
}

impl std::error::Error for Malformed {}

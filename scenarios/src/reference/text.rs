//! Strings as JSON means them.
//!
//! A JSON string is a sequence of UTF-16 code units: `"\ud800"` is legal, and no Rust `String`
//! can hold it. Nothing in here knows about events.

use std::fmt;

/// The content of a JSON string after its escapes are resolved: UTF-16 code units, lone
/// surrogates included.
///
/// ```
/// use scenarios::reference::Text;
///
/// let name = Text::from("Zoë");
/// assert!(name == "Zoë");
/// assert_eq!(name.to_json(), "\"Zoë\"");
/// assert_eq!(Text::from_units(vec![0xd800]).to_json(), "\"\\ud800\"");
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Vec<u16>);

impl Text {
    /// From UTF-16 code units, whatever they are.
    pub const fn from_units(units: Vec<u16>) -> Self {
        Self(units)
    }

    /// Whether there is no code unit at all.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the text equals `other` when ASCII letters of either case are the same.
    pub fn eq_ignore_ascii_case(&self, other: &str) -> bool {
        self.to_utf8().is_some_and(|text| text.eq_ignore_ascii_case(other))
    }

    /// Whether the text begins with `prefix`.
    pub fn starts_with(&self, prefix: &str) -> bool {
        self.0.starts_with(&Self::from(prefix).0)
    }

    /// The text as UTF-8, or nothing when it has a lone surrogate.
    pub fn to_utf8(&self) -> Option<String> {
        String::from_utf16(&self.0).ok()
    }

    /// The text as bytes to be hashed: UTF-8, and a lone surrogate as the three bytes that UTF-8
    /// would use if it allowed surrogates (WTF-8). Different texts give different bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for unit in char::decode_utf16(self.0.iter().copied()) {
            match unit {
                Ok(char) => bytes.extend(char.encode_utf8(&mut [0; 4]).as_bytes()),
                Err(lone) => {
                    let unit = lone.unpaired_surrogate();
                    bytes.push(0xe0 | (unit >> 12) as u8);
                    bytes.push(0x80 | (unit >> 6 & 0x3f) as u8);
                    bytes.push(0x80 | (unit & 0x3f) as u8);
                }
            }
        }
        bytes
    }

    /// The text as a JSON string with its quotes. Only what JSON forbids is escaped; a lone
    /// surrogate comes out as the escape that it came in as, in lower-case hex digits.
    pub fn to_json(&self) -> String {
        let mut json = String::from("\"");
        for unit in char::decode_utf16(self.0.iter().copied()) {
            match unit {
                Ok('"') => json.push_str("\\\""),
                Ok('\\') => json.push_str("\\\\"),
                Ok(char) if char < ' ' => push_escape(&mut json, char as u16),
                Ok(char) => json.push(char),
                Err(lone) => push_escape(&mut json, lone.unpaired_surrogate()),
            }
        }
        json.push('"');
        json
    }

    /// What stands between `open` and `close` when the text begins and ends with them, else the
    /// whole text.
    pub(super) fn inside(&self, open: &str, close: &str) -> Self {
        let (open, close) = (Self::from(open).0, Self::from(close).0);
        let inside = self.0.strip_prefix(&*open).and_then(|rest| rest.strip_suffix(&*close));
        Self(inside.unwrap_or(&self.0).to_vec())
    }

    /// Appends a separator and another text.
    pub(super) fn append(&mut self, separator: &str, other: &Self) {
        self.0.extend(separator.encode_utf16());
        self.0.extend(&other.0);
    }

    /// The two sides of the first `separator`, or nothing without one.
    pub(super) fn split_once(&self, separator: char) -> Option<(Self, Self)> {
        let at = self.0.iter().position(|unit| u32::from(*unit) == u32::from(separator))?;
        Some((Self(self.0[..at].to_vec()), Self(self.0[at + 1..].to_vec())))
    }

    /// The pieces between the separators; at least one.
    pub(super) fn split(&self, separator: &str) -> Vec<Self> {
        let separator = Self::from(separator).0;
        let mut pieces = Vec::new();
        let mut rest = &self.0[..];
        while let Some(at) = rest.windows(separator.len()).position(|it| it == separator) {
            pieces.push(Self(rest[..at].to_vec()));
            rest = &rest[at + separator.len()..];
        }
        pieces.push(Self(rest.to_vec()));
        pieces
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.encode_utf16().collect())
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.0.iter().copied().eq(other.encode_utf16())
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

/// For people: a lone surrogate shows as U+FFFD.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf16_lossy(&self.0))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

fn push_escape(json: &mut String, unit: u16) {
    json.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        json.extend(char::from_digit(u32::from(unit >> shift & 15), 16));
    }
}

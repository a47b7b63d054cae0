//! JSON as it is going to be written: keys may come twice, scalars may be anything at all.

use crate::reference::{Json, RECORD_DEPTH_MAX, Text};

/// A value that can be spoilt. Keys and scalars are the text that is written, quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sketch {
    /// A string, a number, a word, or what is none of these.
    Scalar(String),
    /// `[…]`
    Array(Vec<Sketch>),
    /// `{…}`
    Object(Vec<(String, Sketch)>),
}

impl Sketch {
    /// Takes JSON text apart, with its duplicates and its escapes; nothing when it is no JSON.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        Json::read(bytes, RECORD_DEPTH_MAX).ok()?;
        let mut rest = std::str::from_utf8(bytes).ok()?;
        Self::value(&mut rest)
    }

    /// Takes the value at the front of text that is known to be JSON.
    fn value(rest: &mut &str) -> Option<Self> {
        if take(rest, "{") {
            let mut members = Vec::new();
            while !take(rest, "}") {
                take(rest, ",");
                let key = scalar(rest)?;
                take(rest, ":");
                members.push((key, Self::value(rest)?));
            }
            Some(Self::Object(members))
        } else if take(rest, "[") {
            let mut items = Vec::new();
            while !take(rest, "]") {
                take(rest, ",");
                items.push(Self::value(rest)?);
            }
            Some(Self::Array(items))
        } else {
            Some(Self::Scalar(scalar(rest)?))
        }
    }

    /// A string with this content.
    pub(super) fn string(content: &str) -> Self {
        Self::Scalar(quoted(content))
    }

    /// JSON text as it stands.
    pub(super) fn raw(text: &str) -> Self {
        Self::Scalar(text.to_owned())
    }

    /// An object with these members.
    pub(super) fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::Object(members.into_iter().map(|(key, value)| (quoted(key), value)).collect())
    }

    /// As JSON text, with white space from `blank` at every place where it may stand.
    pub(super) fn write(&self, blank: &mut dyn FnMut() -> &'static str, out: &mut String) {
        match self {
            Self::Scalar(text) => out.push_str(text),
            Self::Array(items) => {
                out.push('[');
                for (number, item) in items.iter().enumerate() {
                    out.push_str(if number == 0 { "" } else { "," });
                    out.push_str(blank());
                    item.write(blank, out);
                    out.push_str(blank());
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (number, (key, value)) in members.iter().enumerate() {
                    out.push_str(if number == 0 { "" } else { "," });
                    out.push_str(blank());
                    out.push_str(key);
                    out.push_str(blank());
                    out.push(':');
                    out.push_str(blank());
                    value.write(blank, out);
                    out.push_str(blank());
                }
                out.push('}');
            }
        }
    }

    /// As compact JSON text.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut || "", &mut text);
        text
    }

    /// How many values this is, containers and what is in them.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Scalar(_) => 1,
            Self::Array(items) => 1 + items.iter().map(Self::len).sum::<usize>(),
            Self::Object(members) => 1 + members.iter().map(|(_, it)| it.len()).sum::<usize>(),
        }
    }

    /// Value number `place`, counted in the order of the text; 0 is the whole.
    pub(super) fn nth(&mut self, place: usize) -> Option<&mut Self> {
        let mut left = place;
        self.walk(&mut left)
    }

    fn walk(&mut self, left: &mut usize) -> Option<&mut Self> {
        if *left == 0 {
            return Some(self);
        }
        *left -= 1;
        match self {
            Self::Scalar(_) => None,
            Self::Array(items) => items.iter_mut().find_map(|item| item.walk(left)),
            Self::Object(members) => members.iter_mut().find_map(|(_, value)| value.walk(left)),
        }
    }

    /// Puts `value` at the end of a path of members, such as `client.userAgent.os`. What is on
    /// the way and is no object becomes one.
    pub(super) fn set(&mut self, path: &str, value: Self) {
        let (key, rest) = match path.split_once('.') {
            Some((key, rest)) => (key, Some(rest)),
            None => (path, None),
        };
        if !matches!(self, Self::Object(_)) {
            *self = Self::Object(Vec::new());
        }
        let Self::Object(members) = self else { return };
        let key = quoted(key);
        let at = members.iter().position(|(name, _)| *name == key).unwrap_or_else(|| {
            members.push((key, Self::raw("null")));
            members.len() - 1
        });
        match rest {
            Some(rest) => members[at].1.set(rest, value),
            None => members[at].1 = value,
        }
    }
}

/// Takes `mark` and the white space before it, if it is there.
fn take(rest: &mut &str, mark: &str) -> bool {
    let after = rest.trim_start_matches(WHITE_SPACE).strip_prefix(mark);
    *rest = after.unwrap_or(rest);
    after.is_some()
}

/// Takes the string, number or word at the front of JSON text.
fn scalar(rest: &mut &str) -> Option<String> {
    let text = rest.trim_start_matches(WHITE_SPACE);
    let end = if text.starts_with('"') {
        let mut escaped = false;
        let closes = |(_, byte): &(usize, u8)| {
            let closes = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            closes
        };
        text.bytes().enumerate().skip(1).find(closes)?.0 + 1
    } else {
        text.find([',', ':', ']', '}', ' ', '\t', '\n', '\r']).unwrap_or(text.len())
    };
    let (scalar, after) = text.split_at(end);
    *rest = after;
    (!scalar.is_empty()).then(|| scalar.to_owned())
}

/// A JSON string with this content.
pub(super) fn quoted(content: &str) -> String {
    Text::from(content).to_json()
}

/// As JSON has it.
const WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

//! One JSON value as it stands in the page.

use std::borrow::Cow;

use super::scan::Scanner;

/// The text of one JSON value, checked, without white space around it, borrowed from the page.
///
/// ```
/// use connector::decode::{Kind, Record};
///
/// let record = Record::parse(br#"{"eventType":"\u0061","uuid":7}"#).unwrap();
/// let event_type = record.event_type.unwrap();
/// assert_eq!(event_type.kind(), Kind::String);
/// assert_eq!(event_type.text().as_ref(), b"a");
/// assert_eq!(record.uuid.unwrap().kind(), Kind::Number);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a>(&'a [u8]);

/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `[…]`
    Array,
    /// `true` or `false`
    Boolean,
    /// `null`
    Null,
    /// A number, as written.
    Number,
    /// `{…}`
    Object,
    /// `"…"`
    String,
}

impl<'a> Token<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self(text)
    }

    /// The JSON text, quotes of a string included.
    pub fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// What the value is.
    pub fn kind(self) -> Kind {
        match self.0.first() {
            Some(b'"') => Kind::String,
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'n') | None => Kind::Null,
            Some(_) => Kind::Number,
        }
    }

    /// What the value says: the unescaped characters of a string, the text of anything else.
    ///
    /// A surrogate that stands alone, which UTF-8 cannot hold, becomes the three bytes that
    /// WTF-8 gives it, so that different strings stay different.
    pub fn text(self) -> Cow<'a, [u8]> {
        match self.0 {
            [b'"', inner @ .., b'"'] if inner.contains(&b'\\') => Cow::Owned(unescape(inner)),
            [b'"', inner @ .., b'"'] => Cow::Borrowed(inner),
            other => Cow::Borrowed(other),
        }
    }

    /// Whether this is a string that says exactly `expected`.
    pub fn is(self, expected: &str) -> bool {
        match self.0 {
            [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => inner == expected.as_bytes(),
            [b'"', ..] => self.text().as_ref() == expected.as_bytes(),
            _ => false,
        }
    }

    /// Whether this is a string that says `expected`, letters of either case (ASCII).
    pub fn is_ignoring_case(self, expected: &str) -> bool {
        self.kind() == Kind::String && self.text().eq_ignore_ascii_case(expected.as_bytes())
    }

    /// The members of an object, in order, duplicates included; nothing for other kinds.
    pub fn members(self) -> Members<'a> {
        let mut scanner = Scanner::new(self.0, 0);
        let open = scanner.take(b'{');
        Members { scanner, first: true, open }
    }

    /// The elements of an array, in order; nothing for other kinds.
    pub fn elements(self) -> Elements<'a> {
        let mut scanner = Scanner::new(self.0, 0);
        let open = scanner.take(b'[');
        Elements { scanner, first: true, open }
    }
}

/// See [`Token::members`].
#[derive(Debug)]
pub struct Members<'a> {
    scanner: Scanner<'a>,
    first: bool,
    open: bool,
}

impl<'a> Iterator for Members<'a> {
    type Item = (Token<'a>, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if !self.open {
            return None;
        }
        // The text was checked when the token was made: this ends only at the closing brace.
        let member = self.scanner.member(self.first, 0).ok().flatten();
        self.first = false;
        self.open = member.is_some();
        member
    }
}

/// See [`Token::elements`].
#[derive(Debug)]
pub struct Elements<'a> {
    scanner: Scanner<'a>,
    first: bool,
    open: bool,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.open {
            return None;
        }
        let element = self.scanner.element(self.first, 0).ok().flatten();
        self.first = false;
        self.open = element.is_some();
        element
    }
}

/// The characters of a checked string body.
fn unescape(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        out.extend_from_slice(&rest[..at]);
        let (escape, after) = (rest.get(at + 1), rest.get(at + 2..).unwrap_or_default());
        rest = after;
        match escape {
            Some(b'b') => out.push(0x08),
            Some(b'f') => out.push(0x0c),
            Some(b'n') => out.push(b'\n'),
            Some(b'r') => out.push(b'\r'),
            Some(b't') => out.push(b'\t'),
            Some(b'u') => {
                let unit = hex(rest);
                rest = rest.get(4..).unwrap_or_default();
                let low = rest.strip_prefix(b"\\u").map(hex).filter(|low| is_low(*low));
                match low {
                    Some(low) if is_high(unit) => {
                        rest = rest.get(6..).unwrap_or_default();
                        push_scalar(&mut out, 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
                    }
                    _ => push_scalar(&mut out, unit),
                }
            }
            Some(other) => out.push(*other),
            None => {}
        }
    }
    out.extend_from_slice(rest);
    out
}

fn is_high(unit: u32) -> bool {
    (0xd800..0xdc00).contains(&unit)
}

fn is_low(unit: u32) -> bool {
    (0xdc00..0xe000).contains(&unit)
}

/// The value of the four hex digits at the front.
fn hex(digits: &[u8]) -> u32 {
    digits
        .iter()
        .take(4)
        .fold(0, |value, digit| value << 4 | char::from(*digit).to_digit(16).unwrap_or_default())
}

/// Generalised UTF-8 (WTF-8): surrogates are encoded like any other value.
fn push_scalar(out: &mut Vec<u8>, value: u32) {
    if let Some(character) = char::from_u32(value) {
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    } else {
        let tail = |shift: u32| 0x80 | (value >> shift & 0x3f) as u8;
        out.extend_from_slice(&[0xe0 | (value >> 12) as u8, tail(6), tail(0)]);
    }
}

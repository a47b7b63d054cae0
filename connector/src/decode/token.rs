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

impl Kind {
    /// The stable name, in the state store and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Boolean => "boolean",
            Self::Null => "null",
            Self::Number => "number",
            Self::Object => "object",
            Self::String => "string",
        }
    }
}

impl<'a> Token<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self(text)
    }

    /// Reads a text that is one JSON value, white space around it allowed, nested 128 deep at
    /// most; `None` for any other text. UTF-8 is the caller's to check.
    pub fn parse(text: &'a [u8]) -> Option<Self> {
        let mut scanner = Scanner::new(text, 0);
        let token = scanner.value(0).ok()?;
        scanner.peek().is_none().then_some(token)
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

    /// Whether this is a string that says exactly `expected`, which has nothing to escape.
    #[inline]
    pub fn is(self, expected: &str) -> bool {
        let [b'"', inner @ .., b'"'] = self.0 else { return false };
        // Escapes make a text longer.
        inner == expected.as_bytes() || inner.len() > expected.len() && self.spells(expected)
    }

    /// Whether this is a string that says `expected`, letters of either case (ASCII).
    #[inline]
    pub fn is_ignoring_case(self, expected: &str) -> bool {
        let [b'"', inner @ .., b'"'] = self.0 else { return false };
        inner.eq_ignore_ascii_case(expected.as_bytes())
            || inner.len() > expected.len()
                && inner.contains(&b'\\')
                && self.text().eq_ignore_ascii_case(expected.as_bytes())
    }

    /// Whether this string, which is longer than `expected`, says the same with escapes.
    fn spells(self, expected: &str) -> bool {
        // The first character of such a text is the expected one or an escape.
        let may = matches!(self.0, [_, first, ..] if *first == b'\\' || expected.as_bytes().first() == Some(first));
        may && self.0.contains(&b'\\') && self.text().as_ref() == expected.as_bytes()
    }

    /// Whether this is one of the two strings that say that there is nothing: `null` and the
    /// empty one (normalization, section 2).
    #[inline]
    pub fn is_nothing(self) -> bool {
        match self.0 {
            b"\"\"" | b"\"null\"" => true,
            // The same word with escapes, each of which takes six bytes at most.
            [b'"', b'n' | b'\\', ..] if self.0.len() <= ESCAPED_NULL_MAX => self.is("null"),
            _ => false,
        }
    }

    /// The members of an object, in order, duplicates included; nothing for other kinds.
    pub fn members(self) -> Members<'a> {
        let mut scanner = Scanner::new(self.0, 0);
        let open = scanner.take(b'{') && !scanner.take(b'}');
        Members { scanner, open }
    }

    /// The member `name` of an object, the last one when it comes twice; `None` for other kinds.
    pub fn member(self, name: &str) -> Option<Self> {
        let named = |(key, _): &(Token<'_>, Token<'_>)| key.is(name);
        self.members().filter(named).last().map(|(_, value)| value)
    }

    /// The elements of an array, in order; nothing for other kinds.
    pub fn elements(self) -> Elements<'a> {
        let mut scanner = Scanner::new(self.0, 0);
        let open = scanner.take(b'[') && !scanner.take(b']');
        Elements { scanner, open }
    }
}

/// See [`Token::members`].
#[derive(Debug)]
pub struct Members<'a> {
    scanner: Scanner<'a>,
    open: bool,
}

impl<'a> Iterator for Members<'a> {
    type Item = (Token<'a>, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if !self.open {
            return None;
        }
        // The text was checked when the token was made: this ends only at the closing brace.
        self.open = false;
        let key = self.scanner.key().ok()?;
        let value = self.scanner.value(0).ok()?;
        self.open = self.scanner.another(b'}').ok()?;
        Some((key, value))
    }
}

/// See [`Token::elements`].
#[derive(Debug)]
pub struct Elements<'a> {
    scanner: Scanner<'a>,
    open: bool,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.open {
            return None;
        }
        self.open = false;
        let element = self.scanner.value(0).ok()?;
        self.open = self.scanner.another(b']').ok()?;
        Some(element)
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

/// The length of `"null"` when each of its letters is written as an escape.
const ESCAPED_NULL_MAX: usize = 2 + 4 * 6;

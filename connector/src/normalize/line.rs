//! The line that is being written.

use super::field::Text;
use crate::decode::Token;

/// Writes the members whose order is fixed: constants, and values that are copied.
pub(super) struct Line<'o> {
    pub(super) out: &'o mut Vec<u8>,
}

impl Line<'_> {
    #[inline]
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// `key`, which ends in its colon, and the text, or `null`.
    #[inline]
    pub(super) fn text(&mut self, key: &[u8], value: Option<Text<'_>>) {
        self.raw(key);
        match value {
            Some(value) => value.write(self.out),
            None => self.raw(b"null"),
        }
    }

    /// `key` and the number as it is written in the record, or `null`.
    #[inline]
    pub(super) fn number(&mut self, key: &[u8], value: Option<Token<'_>>) {
        self.raw(key);
        self.raw(value.map_or(b"null", Token::as_bytes));
    }

    /// `key` and the boolean, or `null`.
    pub(super) fn boolean(&mut self, key: &[u8], value: Option<bool>) {
        self.raw(key);
        self.raw(match value {
            Some(true) => b"true",
            Some(false) => b"false",
            None => b"null",
        });
    }
}

/// Writes an object of which only members that are there are written.
pub(super) struct Object<'o> {
    pub(super) out: &'o mut Vec<u8>,
    start: usize,
}

impl<'o> Object<'o> {
    /// Opens an object.
    pub(super) fn open(out: &'o mut Vec<u8>) -> Self {
        let start = out.len();
        out.push(b'{');
        Self { out, start }
    }

    /// Begins the member `key`, a name without anything to escape; the value is to follow.
    pub(super) fn key(&mut self, key: &str) {
        self.separate();
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    /// Begins a member whose name comes from outside, unescaped.
    pub(super) fn key_of(&mut self, key: &[u8]) {
        self.separate();
        write_string(key, self.out);
        self.out.push(b':');
    }

    /// The member `key`, if there is text.
    pub(super) fn text(&mut self, key: &str, value: Option<Text<'_>>) {
        if let Some(value) = value {
            self.key(key);
            value.write(self.out);
        }
    }

    /// The member `key`, if there is a value, as JSON.
    pub(super) fn json(&mut self, key: &str, value: Option<Token<'_>>) {
        if let Some(value) = value {
            self.key(key);
            write_compact(value, self.out);
        }
    }

    /// Whether no member was written.
    pub(super) fn is_empty(&self) -> bool {
        self.out.len() == self.start + 1
    }

    /// Closes the object.
    pub(super) fn close(self) {
        self.out.push(b'}');
    }

    fn separate(&mut self) {
        if !self.is_empty() {
            self.out.push(b',');
        }
    }
}

/// Appends characters (UTF-8, and lone surrogates as WTF-8 has them) as a JSON string. Only what
/// JSON forbids is escaped.
pub(super) fn write_string(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text;
    while let Some((byte, tail)) = rest.split_first() {
        match (byte, tail) {
            (b'"' | b'\\', _) => out.extend([b'\\', *byte]),
            (0..=0x1f, _) => write_escape(u16::from(*byte), out),
            // Three bytes that UTF-8 has no use for: U+D800 to U+DFFF.
            (0xed, [second, third, ..]) if *second >= 0xa0 => {
                write_escape(0xd000 | u16::from(second & 0x3f) << 6 | u16::from(third & 0x3f), out);
                rest = &tail[2..];
                continue;
            }
            _ => out.push(*byte),
        }
        rest = tail;
    }
    out.push(b'"');
}

fn write_escape(unit: u16, out: &mut Vec<u8>) {
    let digit = |shift: u16| b"0123456789abcdef"[usize::from(unit >> shift & 15)];
    out.extend([b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
}

/// Appends JSON as it stands, without the white space between its parts: a line of NDJSON has
/// no line end inside.
pub(super) fn write_compact(token: Token<'_>, out: &mut Vec<u8>) {
    let bytes = token.as_bytes();
    let mut quoted = false;
    let mut escaped = false;
    out.extend(bytes.iter().filter(|byte| {
        let keep = quoted || !matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        if escaped {
            escaped = false;
        } else if quoted && **byte == b'\\' {
            escaped = true;
        } else if **byte == b'"' {
            quoted = !quoted;
        }
        keep
    }));
}

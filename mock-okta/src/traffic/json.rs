//! JSON written by hand: an event is text around a few values, and a page has a thousand.

use std::fmt::{self, Display, Write};

use crate::world::Id;

/// A string value, written where it stands.
#[derive(Clone, Copy)]
pub(crate) enum Text<'a> {
    /// As it is.
    Str(&'a str),
    /// What it displays.
    Shown(&'a dyn Display),
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self::Str(text)
    }
}

impl<'a> From<&'a String> for Text<'a> {
    fn from(text: &'a String) -> Self {
        Self::Str(text)
    }
}

impl<'a> From<&'a Id> for Text<'a> {
    fn from(id: &'a Id) -> Self {
        Self::Str(id.as_str())
    }
}

/// Where JSON is written to. Commas and colons are the caller's.
pub(crate) struct Json<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> Json<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out }
    }

    /// Text that is JSON already.
    pub(crate) fn raw(&mut self, json: &str) -> &mut Self {
        self.out.extend_from_slice(json.as_bytes());
        self
    }

    /// A string.
    pub(crate) fn text(&mut self, text: Text<'_>) -> &mut Self {
        self.out.push(b'"');
        match text {
            Text::Str(text) => escape(text, self.out),
            Text::Shown(shown) => {
                // Writing to a vector does not fail, and what is shown here does not either.
                let _ = write!(Escaped(self.out), "{shown}");
            }
        }
        self.out.push(b'"');
        self
    }

    /// A string that is known to need no escapes.
    pub(crate) fn plain(&mut self, text: &str) -> &mut Self {
        self.raw("\"").raw(text).raw("\"")
    }

    /// A string or null.
    pub(crate) fn nullable(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(Text::Str(text)),
            None => self.raw("null"),
        }
    }

    /// A number, a boolean, or anything else whose display is JSON.
    pub(crate) fn shown(&mut self, value: impl Display) -> &mut Self {
        let _ = write!(Plain(self.out), "{value}");
        self
    }

    /// An object of strings; null when there are none and `empty` says so.
    pub(crate) fn strings(&mut self, members: &[(&str, Text<'_>)], empty: &str) -> &mut Self {
        if members.is_empty() {
            return self.raw(empty);
        }
        let mut opening = "{";
        for (key, value) in members {
            self.raw(opening).plain(key).raw(":").text(*value);
            opening = ",";
        }
        self.raw("}")
    }
}

struct Plain<'a>(&'a mut Vec<u8>);

impl Write for Plain<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

struct Escaped<'a>(&'a mut Vec<u8>);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape(text, self.0);
        Ok(())
    }
}

/// Appends `text` with what JSON forbids in a string escaped (RFC 8259, section 7).
pub(crate) fn escape(text: &str, out: &mut Vec<u8>) {
    let special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    // Nearly every text is clean, and looking at all of it without a branch is what compilers
    // make vectors of.
    if !text.bytes().fold(false, |any, byte| any | special(byte)) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    let mut clean = 0;
    for (place, byte) in text.bytes().enumerate() {
        if !special(byte) {
            continue;
        }
        out.extend_from_slice(&text.as_bytes()[clean..place]);
        clean = place + 1;
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                out.extend_from_slice(b"\\u00");
                out.push(HEX[usize::from(byte >> 4)]);
                out.push(HEX[usize::from(byte & 15)]);
            }
        }
    }
    out.extend_from_slice(&text.as_bytes()[clean..]);
}

//! JSON written by hand: an event is text around a few values, and a page has a thousand.

use std::fmt::{self, Display, Write};
use std::net::IpAddr;

use crate::world::Id;

use super::event::Party;

/// A value, nearly always a string, written where it stands.
#[derive(Clone, Copy)]
pub(crate) enum Text<'a> {
    /// Somebody, as an object.
    Party(&'a Party<'a>),
    /// As it is.
    Str(&'a str),
    /// What it displays.
    Shown(&'a dyn Display),
    /// A path and its query, with the question mark that Okta writes even when there is no query.
    Url(&'a str, &'a str),
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

    /// A value.
    pub(crate) fn text(&mut self, text: Text<'_>) -> &mut Self {
        if let Text::Party(party) = text {
            party.write(self);
            return self.raw(",\"detailEntry\":null}");
        }
        self.out.push(b'"');
        match text {
            Text::Party(_) => {}
            Text::Str(text) => escape(text, self.out),
            Text::Url(path, query) => {
                escape(path, self.out);
                self.out.push(b'?');
                escape(query, self.out);
            }
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

    /// A number, by hand: an event has a few, and formatting takes its time.
    pub(crate) fn number(&mut self, mut number: u32) -> &mut Self {
        let mut digits = [0; 10];
        let mut begin = digits.len();
        loop {
            begin -= 1;
            digits[begin] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        self.out.extend_from_slice(&digits[begin..]);
        self
    }

    /// An address, without quotation marks.
    pub(crate) fn address(&mut self, address: IpAddr) -> &mut Self {
        let IpAddr::V4(address) = address else { return self.shown(address) };
        let [first, rest @ ..] = address.octets();
        self.number(u32::from(first));
        for octet in rest {
            self.raw(".").number(u32::from(octet));
        }
        self
    }

    /// True or false.
    pub(crate) fn flag(&mut self, flag: bool) -> &mut Self {
        self.raw(if flag { "true" } else { "false" })
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

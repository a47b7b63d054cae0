//! JSON written by hand: an event is text around a few values, and a page has a thousand.

use std::fmt::{self, Display, Write};
use std::net::IpAddr;

use clock::Timestamp;

use crate::world::{Hex, Id, Uuid};

use super::event::Party;

/// A value, nearly always a string, written where it stands.
#[derive(Clone, Copy)]
pub(crate) enum Text<'a> {
    /// Somebody, as an object.
    Party(&'a Party<'a>),
    /// Letters and digits, which need no escapes.
    Ascii(&'a [u8]),
    /// Hex digits, one after the other.
    Hex(&'a [Hex]),
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
        Self::Ascii(id.as_bytes())
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
            Text::Ascii(text) => self.out.extend_from_slice(text),
            Text::Hex(all) => all.iter().for_each(|hex| self.out.extend_from_slice(&hex.digits())),
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

    /// The same as bytes.
    pub(crate) fn ascii(&mut self, text: &[u8]) -> &mut Self {
        self.text(Text::Ascii(text))
    }

    /// The `uuid` of an event.
    pub(crate) fn uuid(&mut self, uuid: Uuid) -> &mut Self {
        self.ascii(&uuid.digits())
    }

    /// A moment in RFC 3339, to the millisecond.
    pub(crate) fn moment(&mut self, moment: Timestamp) -> &mut Self {
        match rfc3339(moment) {
            Some(text) => self.ascii(&text),
            None => self.text(Text::Shown(&moment)),
        }
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

/// Whether nothing in `text` is `special`, eight bytes at a time.
fn is_clean(text: &[u8], special: impl Fn(u8) -> bool) -> bool {
    let Some(last) = text.last_chunk::<8>() else {
        return !text.iter().any(|byte| special(*byte));
    };
    let (words, _) = text.as_chunks::<8>();
    // The last eight may overlap the others, which changes nothing.
    let found = words.iter().fold(0, |found, word| found | specials(u64::from_le_bytes(*word)));
    (found | specials(u64::from_le_bytes(*last))) & HIGH == 0
}

/// Has the high bit of some byte set if any byte of `word` needs an escape, and of none otherwise.
const fn specials(word: u64) -> u64 {
    let (quote, backslash) = (word ^ (LOW * 0x22), word ^ (LOW * 0x5c));
    (word.wrapping_sub(LOW * 0x20) & !word)
        | (quote.wrapping_sub(LOW) & !quote)
        | (backslash.wrapping_sub(LOW) & !backslash)
}

/// A moment between 1970 and 9999; nothing for others.
fn rfc3339(moment: Timestamp) -> Option<[u8; 24]> {
    let millis =
        u64::try_from(moment.as_millis()).ok().filter(|millis| *millis < YEAR_10_000_MS)?;
    let (days, of_day) = (millis / 86_400_000, millis % 86_400_000);
    // Years begin in March, so that a leap day is the last of one (Hinnant, `civil_from_days`).
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let shifted = (5 * day + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let day = day - (153 * shifted + 2) / 5 + 1;
    let year = year + era * 400 + u64::from(month <= 2);
    let mut text = *b"0000-00-00T00:00:00.000Z";
    let mut put = |range: std::ops::Range<usize>, mut number: u64| {
        for place in range.rev() {
            text[place] = b'0' + (number % 10) as u8;
            number /= 10;
        }
    };
    put(0..4, year);
    put(5..7, month);
    put(8..10, day);
    put(11..13, of_day / 3_600_000);
    put(14..16, of_day / 60_000 % 60);
    put(17..19, of_day / 1_000 % 60);
    put(20..23, of_day % 1_000);
    Some(text)
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
    // Nearly every text is clean.
    if is_clean(text.as_bytes(), special) {
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

/// A byte of one in every byte of a word, and the highest bits of all of them.
const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;
const YEAR_10_000_MS: u64 = 253_402_300_800_000;

//! A recursive-descent reader for RFC 8259, one function per rule of its grammar.
//!
//! Own code, because the answer must not depend on a library's recursion limit, its treatment of
//! lone surrogates or its idea of a number.

use super::{Json, Malformed, Text};

/// Reads exactly one JSON text.
pub(super) fn read(bytes: &[u8], depth_max: usize) -> Result<Json, Malformed> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Malformed { at: error.valid_up_to(), what: "not UTF-8" })?;
    let mut reader = Reader { text, at: 0, depth: 0, depth_max };
    reader.white_space();
    let value = reader.value()?;
    reader.white_space();
    match reader.peek() {
        None => Ok(value),
        Some(_) => reader.fail("something after the value"),
    }
}

/// A place in the text. `at` is always the start of a character.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    depth_max: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Result<Json, Malformed> {
        match self.peek() {
            Some('{') => self.nested(Self::object),
            Some('[') => self.nested(Self::array),
            Some('"') => self.string().map(Json::String),
            Some('-' | '0'..='9') => self.number().map(Json::Number),
            Some('t') => self.literal("true", Json::Bool(true)),
            Some('f') => self.literal("false", Json::Bool(false)),
            Some('n') => self.literal("null", Json::Null),
            _ => self.fail("no value"),
        }
    }

    /// One level down, if there is one left.
    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Json, Malformed>,
    ) -> Result<Json, Malformed> {
        if self.depth == self.depth_max {
            return self.fail("nested too deep");
        }
        self.depth += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Json, Malformed> {
        let mut members = Vec::new();
        self.expect('{', "no object")?;
        self.white_space();
        if self.skip('}') {
            return Ok(Json::object_as_written(members));
        }
        loop {
            self.white_space();
            let key = self.string()?;
            self.white_space();
            self.expect(':', "no colon after a key")?;
            self.white_space();
            members.push((key, self.value()?));
            self.white_space();
            if self.skip('}') {
                return Ok(Json::object_as_written(members));
            }
            self.expect(',', "no comma between members")?;
        }
    }

    fn array(&mut self) -> Result<Json, Malformed> {
        let mut items = Vec::new();
        self.expect('[', "no array")?;
        self.white_space();
        if self.skip(']') {
            return Ok(Json::Array(items));
        }
        loop {
            self.white_space();
            items.push(self.value()?);
            self.white_space();
            if self.skip(']') {
                return Ok(Json::Array(items));
            }
            self.expect(',', "no comma between items")?;
        }
    }

    fn string(&mut self) -> Result<Text, Malformed> {
        let mut units: Vec<u16> = Vec::new();
        self.expect('"', "no string")?;
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(|char| matches!(char, '"' | '\\' | '\0'..='\x1f'));
            let plain = &rest[..plain.unwrap_or(rest.len())];
            units.reserve(plain.len());
            units.extend(plain.encode_utf16());
            self.at += plain.len();
            match self.peek() {
                None => return self.fail("a string without an end"),
                Some('"') => {
                    self.skip('"');
                    return Ok(Text::from_units(units));
                }
                Some('\\') => units.push(self.escape()?),
                Some(_) => return self.fail("a raw control character"),
            }
        }
    }

    /// One escape is one UTF-16 code unit, so a pair of surrogate escapes needs no special case.
    fn escape(&mut self) -> Result<u16, Malformed> {
        self.expect('\\', "no escape")?;
        let unit = match self.peek() {
            Some('"') => 0x22,
            Some('\\') => 0x5c,
            Some('/') => 0x2f,
            Some('b') => 0x08,
            Some('f') => 0x0c,
            Some('n') => 0x0a,
            Some('r') => 0x0d,
            Some('t') => 0x09,
            Some('u') => {
                self.skip('u');
                return self.four_hex_digits();
            }
            _ => return self.fail("an unknown escape"),
        };
        self.at += 1;
        Ok(unit)
    }

    fn four_hex_digits(&mut self) -> Result<u16, Malformed> {
        let mut unit = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|char| char.to_digit(16)) else {
                return self.fail("an escape without four hex digits");
            };
            self.at += 1;
            unit = unit * 16 + digit as u16;
        }
        Ok(unit)
    }

    fn number(&mut self) -> Result<String, Malformed> {
        let start = self.at;
        self.skip('-');
        if !self.skip('0') {
            self.digits()?;
        }
        if self.skip('.') {
            self.digits()?;
        }
        if self.skip('e') || self.skip('E') {
            if !self.skip('+') {
                self.skip('-');
            }
            self.digits()?;
        }
        Ok(self.text[start..self.at].to_owned())
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), Malformed> {
        if !matches!(self.peek(), Some('0'..='9')) {
            return self.fail("no digit");
        }
        while matches!(self.peek(), Some('0'..='9')) {
            self.at += 1;
        }
        Ok(())
    }

    fn literal(&mut self, word: &str, value: Json) -> Result<Json, Malformed> {
        if !self.text[self.at..].starts_with(word) {
            return self.fail("no value");
        }
        self.at += word.len();
        Ok(value)
    }

    fn white_space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Steps over `char` if it is next.
    fn skip(&mut self, char: char) -> bool {
        let next = self.peek() == Some(char);
        if next {
            self.at += char.len_utf8();
        }
        next
    }

    fn expect(&mut self, char: char, otherwise: &'static str) -> Result<(), Malformed> {
        if self.skip(char) { Ok(()) } else { self.fail(otherwise) }
    }

    fn fail<T>(&self, what: &'static str) -> Result<T, Malformed> {
        Err(Malformed { at: self.at, what })
    }
}

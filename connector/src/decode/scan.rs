//! A strict JSON reader that only moves forward and builds nothing.

use super::token::Token;

/// The bytes from here on are not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// A position in bytes that are read as JSON (RFC 8259).
///
/// UTF-8 is not checked here: whoever hands out a slice of the input checks it once.
#[derive(Clone, Debug)]
pub(crate) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    /// Starts at offset `at` of `bytes`.
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// The offset of the next byte.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The next byte that is no white space, without taking it.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.bytes.get(self.at) {
            if !is_blank(*byte) {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// Takes `byte` if it is the next one that is no white space.
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Skips one value and returns its text. `depth` is the number of containers around it.
    pub(crate) fn value(&mut self, depth: u32) -> Result<Token<'a>, Broken> {
        self.peek();
        let start = self.at;
        match self.bytes.get(start) {
            Some(b'"') => self.string()?,
            Some(b'{' | b'[') => self.container(depth)?,
            _ => self.scalar()?,
        }
        Ok(Token::new(&self.bytes[start..self.at]))
    }

    /// The next member of the object that this scanner is in, `None` at its end. `first` says
    /// that nothing was read since the `{`.
    pub(crate) fn member(
        &mut self,
        first: bool,
        depth: u32,
    ) -> Result<Option<(Token<'a>, Token<'a>)>, Broken> {
        if self.take(b'}') {
            return Ok(None);
        }
        if !first && !self.take(b',') {
            return Err(Broken);
        }
        let key = self.key()?;
        Ok(Some((key, self.value(depth)?)))
    }

    /// The next element of the array that this scanner is in, `None` at its end.
    pub(crate) fn element(&mut self, first: bool, depth: u32) -> Result<Option<Token<'a>>, Broken> {
        if self.take(b']') {
            return Ok(None);
        }
        if !first && !self.take(b',') {
            return Err(Broken);
        }
        self.value(depth).map(Some)
    }

    fn key(&mut self) -> Result<Token<'a>, Broken> {
        if self.peek() != Some(b'"') {
            return Err(Broken);
        }
        let start = self.at;
        self.string()?;
        let key = Token::new(&self.bytes[start..self.at]);
        if self.take(b':') { Ok(key) } else { Err(Broken) }
    }

    /// A whole object or array, without recursion: which kind each open container is takes one
    /// bit, and 128 of them fit into a register.
    fn container(&mut self, outer: u32) -> Result<(), Broken> {
        let mut objects: u128 = 0;
        let mut depth = 0;
        loop {
            // A value is due.
            match self.peek() {
                Some(open @ (b'{' | b'[')) => {
                    self.at += 1;
                    depth += 1;
                    if outer + depth > DEPTH_MAX {
                        return Err(Broken);
                    }
                    objects = objects << 1 | u128::from(open == b'{');
                    let close = if open == b'{' { b'}' } else { b']' };
                    if !self.take(close) {
                        if open == b'{' {
                            self.key()?;
                        }
                        continue;
                    }
                    objects >>= 1;
                    depth -= 1;
                }
                Some(b'"') => self.string()?,
                _ => self.scalar()?,
            }
            // A value has ended, and perhaps the containers around it.
            loop {
                if depth == 0 {
                    return Ok(());
                }
                let in_object = objects & 1 == 1;
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        if in_object {
                            self.key()?;
                        }
                        break;
                    }
                    Some(b'}') if in_object => {}
                    Some(b']') if !in_object => {}
                    _ => return Err(Broken),
                }
                self.at += 1;
                objects >>= 1;
                depth -= 1;
            }
        }
    }

    /// A string, from its opening to behind its closing quote.
    fn string(&mut self) -> Result<(), Broken> {
        let mut at = self.at + 1;
        loop {
            at += plain_prefix(&self.bytes[at..]);
            match self.bytes.get(at) {
                Some(b'"') => {
                    self.at = at + 1;
                    return Ok(());
                }
                Some(b'\\') => match self.bytes.get(at + 1) {
                    Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                    Some(b'u') => {
                        let digits = self.bytes.get(at + 2..at + 6).ok_or(Broken)?;
                        if !digits.iter().all(u8::is_ascii_hexdigit) {
                            return Err(Broken);
                        }
                        at += 6;
                    }
                    _ => return Err(Broken),
                },
                _ => return Err(Broken),
            }
        }
    }

    /// A number, `true`, `false` or `null`.
    fn scalar(&mut self) -> Result<(), Broken> {
        let rest = &self.bytes[self.at.min(self.bytes.len())..];
        for word in [&b"null"[..], b"true", b"false"] {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(());
            }
        }
        self.at += number_len(rest).ok_or(Broken)?;
        Ok(())
    }
}

/// JSON's white space.
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// How many bytes at the front need no attention inside a string.
fn plain_prefix(bytes: &[u8]) -> usize {
    // Eight bytes at a time: the classic test for a zero byte, three times.
    let mut chunks = bytes.chunks_exact(8);
    let mut at = 0;
    for chunk in &mut chunks {
        let word = u64::from_le_bytes(chunk.try_into().unwrap_or_default());
        let special = has_zero(word ^ (LOW * u64::from(b'"')))
            | has_zero(word ^ (LOW * u64::from(b'\\')))
            | has_zero(word & (LOW * 0xe0));
        if special != 0 {
            return at + special.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = chunks.remainder();
    at + rest
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\\' | 0x00..=0x1f))
        .unwrap_or(rest.len())
}

/// The high bit of the lowest zero byte of `word` is set in the result (and perhaps of higher
/// bytes, which nobody looks at).
fn has_zero(word: u64) -> u64 {
    word.wrapping_sub(LOW) & !word & (LOW * 0x80)
}

/// The length of the number at the front (RFC 8259, section 6).
fn number_len(bytes: &[u8]) -> Option<usize> {
    let digits = |from: usize| {
        let count = bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        (count > 0).then_some(from + count)
    };
    let start = usize::from(bytes.first() == Some(&b'-'));
    let mut at = match bytes.get(start) {
        Some(b'0') => start + 1,
        Some(b'1'..=b'9') => digits(start)?,
        _ => return None,
    };
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        let signed = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
        at = digits(at + 1 + usize::from(signed))?;
    }
    Some(at)
}

/// Containers inside one another, the record itself included (normalization, section 4).
const DEPTH_MAX: u32 = 128;

const LOW: u64 = 0x0101_0101_0101_0101;

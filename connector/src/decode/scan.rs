//! A strict JSON reader that only moves forward and builds nothing.

use wide::u8x16;

use super::token::Token;

/// The bytes from here on are not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// A position in bytes that are read as JSON (RFC 8259).
///
/// UTF-8 is not checked here: whoever hands out a slice of the input checks it once.
///
/// Where strings end is looked up in a mask of the 64 bytes around the position, so that each
/// byte is compared once, sixteen at a time, however short the strings are.
#[derive(Clone, Debug)]
pub(crate) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the 64 bytes begin that `special` is about, a multiple of 64.
    block: usize,
    /// A bit for each of these bytes that needs attention inside a string.
    special: u64,
}

impl<'a> Scanner<'a> {
    /// Starts at offset `at` of `bytes`.
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, block: usize::MAX, special: 0 }
    }

    /// The offset of the next byte.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Goes on at offset `at`.
    pub(crate) fn seek(&mut self, at: usize) {
        self.at = at;
    }

    /// The bytes from offset `start` to here.
    pub(crate) fn since(&self, start: usize) -> &'a [u8] {
        &self.bytes[start..self.at]
    }

    /// The next byte that is no white space, without taking it.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if !is_blank(byte) {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Takes `byte` if it is the next one that is no white space.
    #[inline]
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Takes `text` if it comes next, to the byte.
    #[expect(clippy::inline_always, reason = "with a constant it is a comparison of words")]
    #[inline(always)]
    pub(crate) fn literal(&mut self, text: &'static [u8]) -> bool {
        let found = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(text));
        self.at += if found { text.len() } else { 0 };
        found
    }

    /// Behind a member or an element: whether another one follows, else takes `close`.
    #[inline]
    pub(crate) fn another(&mut self, close: u8) -> Result<bool, Broken> {
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            _ => Err(Broken),
        }
    }

    /// Skips one value and returns its text. `depth` is the number of containers around it.
    #[inline]
    pub(crate) fn value(&mut self, depth: u32) -> Result<Token<'a>, Broken> {
        let first = self.peek();
        let start = self.at;
        match first {
            Some(b'"') => self.string()?,
            Some(b'{' | b'[') => self.container(depth)?,
            _ => self.scalar()?,
        }
        Ok(Token::new(&self.bytes[start..self.at]))
    }

    /// The name of a member, and the colon behind it.
    #[inline]
    pub(crate) fn key(&mut self) -> Result<Token<'a>, Broken> {
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
                Some(b'"') => self.string()?,
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
    #[inline]
    fn string(&mut self) -> Result<(), Broken> {
        let end = self.special_from(self.at + 1);
        if self.bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(());
        }
        self.string_with_escapes(end)
    }

    /// The rest of a string from its first byte that is not plain.
    #[cold]
    fn string_with_escapes(&mut self, mut at: usize) -> Result<(), Broken> {
        loop {
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
            at = self.special_from(at);
        }
    }

    /// The offset of the first byte at or behind `from` that needs attention inside a string,
    /// or one behind the end.
    #[inline]
    fn special_from(&mut self, from: usize) -> usize {
        if from & !(BLOCK - 1) != self.block {
            self.look_at(from & !(BLOCK - 1));
        }
        let ahead = self.special >> (from % BLOCK);
        if ahead != 0 {
            return from + ahead.trailing_zeros() as usize;
        }
        self.special_in_later_block()
    }

    fn special_in_later_block(&mut self) -> usize {
        loop {
            if self.block >= self.bytes.len() {
                return self.bytes.len();
            }
            self.look_at(self.block + BLOCK);
            if self.special != 0 {
                return self.block + self.special.trailing_zeros() as usize;
            }
        }
    }

    fn look_at(&mut self, block: usize) {
        self.block = block;
        let rest = self.bytes.get(block..).unwrap_or_default();
        self.special = if let Some(bytes) = rest.first_chunk() {
            special(bytes)
        } else {
            // What lies behind the end needs attention.
            let mut bytes = [0; BLOCK];
            bytes[..rest.len()].copy_from_slice(rest);
            special(&bytes)
        };
    }

    /// A number, `true`, `false` or `null`.
    #[inline]
    fn scalar(&mut self) -> Result<(), Broken> {
        let found = match self.bytes.get(self.at) {
            Some(b'n') => self.literal(b"null"),
            Some(b't') => self.literal(b"true"),
            Some(b'f') => self.literal(b"false"),
            Some(_) => {
                self.at += number_len(&self.bytes[self.at..]).ok_or(Broken)?;
                true
            }
            None => false,
        };
        if found { Ok(()) } else { Err(Broken) }
    }
}

/// JSON's white space.
#[inline]
pub(crate) fn is_blank(byte: u8) -> bool {
    byte <= b' ' && matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Which bytes need attention inside a string: quotes, backslashes, control characters.
#[inline]
fn special(bytes: &[u8; BLOCK]) -> u64 {
    let (quote, backslash) = (u8x16::splat(b'"'), u8x16::splat(b'\\'));
    let control = u8x16::splat(0x1f);
    let mut mask = 0;
    for (nth, lane) in bytes.as_chunks::<16>().0.iter().enumerate() {
        let lane = u8x16::new(*lane);
        let found = lane.simd_eq(quote) | lane.simd_eq(backslash) | lane.min(control).simd_eq(lane);
        mask |= u64::from(found.to_bitmask()) << (16 * nth);
    }
    mask
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

/// Bytes of which one mask is made.
const BLOCK: usize = 64;

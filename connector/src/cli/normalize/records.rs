//! Records out of a stream: NDJSON, one JSON array, or JSON values one after another.

use std::io::{self, BufRead, Read};

use crate::decode::{Nesting, Reason, Record};

/// One record as it stands in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raw<'b> {
    /// The number of its line, of the element, or of the line where the value begins; from 1.
    pub(super) line: u64,
    /// Its bytes, without white space around them; its beginning, if it is too large.
    pub(super) bytes: &'b [u8],
    /// How many bytes of it are missing behind these. With any, it is no record.
    pub(super) cut: u64,
}

/// Reads records one at a time, so that memory is bounded by the longest of them, and that by
/// a limit.
#[derive(Debug)]
pub(super) struct Records<R> {
    input: Rewound<R>,
    form: Form,
    record_bytes_max: usize,
    /// The present record.
    record: Vec<u8>,
    /// Bytes of the present record that are beyond the limit.
    beyond: u64,
    /// Lines read, the line being read, or elements.
    line: u64,
}

/// How records follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Nothing was read yet.
    Unknown,
    /// One a line.
    Lines,
    /// Between brackets, separated by commas.
    Array,
    /// Behind the end of the array.
    AfterArray,
    /// White space between them, or nothing.
    Values,
}

impl<R: BufRead> Records<R> {
    /// What is larger than `record_bytes_max` is cut off there, and read to its end.
    pub(super) fn new(input: R, record_bytes_max: usize) -> Self {
        let input = Rewound { head: Vec::new(), at: 0, inner: input };
        let (record, form) = (Vec::new(), Form::Unknown);
        Self { input, form, record_bytes_max, record, beyond: 0, line: 0 }
    }

    /// The next record, `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Raw<'_>>> {
        if self.form == Form::Unknown {
            self.form = self.find_form()?;
        }
        self.begin();
        let found = match self.form {
            Form::Array => self.element()?,
            Form::AfterArray => self.remainder()?,
            Form::Values => self.value()?,
            Form::Lines | Form::Unknown => self.line()?,
        };
        Ok(found.map(|line| self.raw(line)))
    }

    fn raw(&self, line: u64) -> Raw<'_> {
        if self.beyond == 0 {
            return Raw { line, bytes: self.record.trim_ascii(), cut: 0 };
        }
        let kept = &self.record[..self.record.len().min(KEPT_BYTES)];
        let kept = match std::str::from_utf8(kept) {
            // The limit went through a character.
            Err(error) if error.error_len().is_none() => &kept[..error.valid_up_to()],
            _ => kept,
        };
        Raw { line, bytes: kept, cut: self.beyond + (self.record.len() - kept.len()) as u64 }
    }

    fn begin(&mut self) {
        self.record.clear();
        self.beyond = 0;
        // One large record must not cost its memory for ever.
        self.record.shrink_to(KEPT_BYTES);
    }

    /// Whether the input is an array that ended without its bracket.
    pub(super) fn is_cut_off(&self) -> bool {
        self.form == Form::Array
    }

    /// Looks at the first line that is not blank. A bracket is enough for an array, which may
    /// be one line; a line that is too long to be a record may be many values.
    fn find_form(&mut self) -> io::Result<Form> {
        let mut first = Vec::new();
        (&mut self.input).take(BYTE_ORDER_MARK.len() as u64).read_to_end(&mut first)?;
        if first != BYTE_ORDER_MARK {
            self.input.rewind(first);
        }
        while let Some(first) = self.input.fill_buf()?.first().copied() {
            if first == b'[' {
                self.input.consume(1);
                self.line = 0;
                return Ok(Form::Array);
            }
            if !first.is_ascii_whitespace() {
                break;
            }
            // Blank lines count.
            self.line += u64::from(first == b'\n');
            self.input.consume(1);
        }
        let mut head = Vec::new();
        let limit = self.record_bytes_max as u64;
        (&mut self.input).take(limit).read_until(b'\n', &mut head)?;
        let line = head.trim_ascii();
        let lines = line.is_empty() || Record::parse(line).err() != Some(Reason::Json);
        self.input.rewind(head);
        if lines {
            return Ok(Form::Lines);
        }
        // Values have the number of the line that is being read, lines that of those read.
        self.line += 1;
        Ok(Form::Values)
    }

    fn line(&mut self) -> io::Result<Option<u64>> {
        loop {
            self.begin();
            let limit = self.record_bytes_max as u64;
            if (&mut self.input).take(limit).read_until(b'\n', &mut self.record)? == 0 {
                return Ok(None);
            }
            self.line += 1;
            if self.record.len() as u64 == limit && !self.record.ends_with(b"\n") {
                self.take(|byte| if byte == b'\n' { Take::Drop } else { Take::Keep })?;
            }
            if !self.record.trim_ascii().is_empty() {
                return Ok(Some(self.line));
            }
        }
    }

    /// Up to the `,` or `]` that is outside quotes and brackets.
    fn element(&mut self) -> io::Result<Option<u64>> {
        let mut nesting = Nesting::default();
        let end = self.take(|byte| {
            if nesting.ends_element(byte) {
                return Take::Drop;
            }
            nesting.see(byte);
            Take::Keep
        })?;
        let is_first = self.line == 0;
        let is_blank = self.record.trim_ascii().is_empty();
        match end {
            Some(b']') => {
                self.form = Form::AfterArray;
                if is_blank && is_first {
                    return self.remainder();
                }
            }
            None if is_blank => return Ok(None),
            _ => {}
        }
        self.line += 1;
        Ok(Some(self.line))
    }

    /// Whatever stands behind the array is one record more, and a broken one.
    fn remainder(&mut self) -> io::Result<Option<u64>> {
        self.begin();
        self.take(|_| Take::Keep)?;
        self.line += 1;
        Ok((!self.record.trim_ascii().is_empty()).then_some(self.line))
    }

    /// Up to the bracket or quote that ends a value, or to the white space behind it.
    fn value(&mut self) -> io::Result<Option<u64>> {
        let mut lines = self.line;
        let mut begins = lines;
        let mut nesting = Nesting::default();
        let mut inside = false;
        self.take(|byte| {
            let blank = byte.is_ascii_whitespace();
            if !inside && blank {
                lines += u64::from(byte == b'\n');
                return Take::Skip;
            }
            if !inside {
                begins = lines;
                inside = true;
            } else if blank && nesting.is_outside() {
                lines += u64::from(byte == b'\n');
                return Take::Drop;
            }
            lines += u64::from(byte == b'\n');
            nesting.see(byte);
            let closes = matches!(byte, b'}' | b']' | b'"') && nesting.is_outside();
            if closes { Take::Last } else { Take::Keep }
        })?;
        self.line = lines;
        Ok(inside.then_some(begins))
    }

    /// Takes bytes into the record as `decide` says; returns the last byte, `None` at the end
    /// of the input.
    fn take(&mut self, mut decide: impl FnMut(u8) -> Take) -> io::Result<Option<u8>> {
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let mut used = 0;
            let mut last = None;
            let mut keep = |byte: u8| {
                if self.record.len() < self.record_bytes_max {
                    self.record.push(byte);
                } else {
                    self.beyond += 1;
                }
            };
            for byte in buffer {
                used += 1;
                match decide(*byte) {
                    Take::Keep => keep(*byte),
                    Take::Skip => {}
                    Take::Last => {
                        keep(*byte);
                        last = Some(*byte);
                        break;
                    }
                    Take::Drop => {
                        last = Some(*byte);
                        break;
                    }
                }
            }
            self.input.consume(used);
            if last.is_some() {
                return Ok(last);
            }
        }
    }
}

/// What to do with a byte.
enum Take {
    /// It belongs to the record.
    Keep,
    /// It stands before the record.
    Skip,
    /// It ends the record and belongs to it.
    Last,
    /// It ends the record and does not belong to it.
    Drop,
}

/// What is kept of a record that is too large. Whoever wants the rest has the input.
const KEPT_BYTES: usize = 64 * 1024;

/// An input of which the beginning was read and is read again.
#[derive(Debug)]
struct Rewound<R> {
    head: Vec<u8>,
    at: usize,
    inner: R,
}

impl<R> Rewound<R> {
    fn rewind(&mut self, mut head: Vec<u8>) {
        head.extend_from_slice(&self.head[self.at..]);
        self.head = head;
        self.at = 0;
    }
}

impl<R: BufRead> BufRead for Rewound<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.head.len() { Ok(&self.head[self.at..]) } else { self.inner.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        if self.at < self.head.len() {
            self.at += amount;
        } else {
            self.inner.consume(amount);
        }
    }
}

impl<R: BufRead> Read for Rewound<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut from = self.fill_buf()?;
        let read = from.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

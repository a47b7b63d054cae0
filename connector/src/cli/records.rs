//! Records out of a stream: NDJSON, one JSON array, or JSON values one after another.

use std::io::{self, BufRead, Read};

use crate::decode::{Nesting, Reason, Record};

/// One record as it stands in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raw<'b> {
    /// The number of its line, of the element, or of the line where the value begins; from 1.
    pub(super) line: u64,
    /// Its bytes, without white space around them.
    pub(super) bytes: &'b [u8],
}

/// Reads records one at a time, so that memory is bounded by the longest of them.
#[derive(Debug)]
pub(super) struct Records<R> {
    input: Rewound<R>,
    form: Form,
    /// The present record.
    record: Vec<u8>,
    /// Lines begun, or elements.
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
    pub(super) fn new(input: R) -> Self {
        let input = Rewound { head: Vec::new(), at: 0, inner: input };
        Self { input, form: Form::Unknown, record: Vec::new(), line: 0 }
    }

    /// The next record, `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Raw<'_>>> {
        if self.form == Form::Unknown {
            self.form = self.find_form()?;
        }
        self.record.clear();
        let found = match self.form {
            Form::Array => self.element()?,
            Form::AfterArray => self.remainder()?,
            Form::Values => self.value()?,
            Form::Lines | Form::Unknown => self.line()?,
        };
        Ok(found.map(|line| Raw { line, bytes: self.record.trim_ascii() }))
    }

    /// Whether the input is an array that ended without its bracket.
    pub(super) fn is_cut_off(&self) -> bool {
        self.form == Form::Array
    }

    /// Looks at the first line that is not blank.
    fn find_form(&mut self) -> io::Result<Form> {
        let mut head = Vec::new();
        loop {
            let start = head.len();
            if self.input.read_until(b'\n', &mut head)? == 0 {
                return Ok(Form::Lines);
            }
            if start == 0 && head.starts_with(BYTE_ORDER_MARK) {
                head.drain(..BYTE_ORDER_MARK.len());
            }
            let line = head[start.min(head.len())..].trim_ascii();
            let form = match line.first() {
                None => continue,
                Some(b'[') => Form::Array,
                Some(_) if Record::parse(line).err() == Some(Reason::Json) => Form::Values,
                Some(_) => Form::Lines,
            };
            if form == Form::Array {
                let open = head.iter().position(|byte| *byte == b'[').unwrap_or_default();
                head.drain(..=open);
            }
            self.input.rewind(head);
            return Ok(form);
        }
    }

    fn line(&mut self) -> io::Result<Option<u64>> {
        loop {
            self.record.clear();
            if self.input.read_until(b'\n', &mut self.record)? == 0 {
                return Ok(None);
            }
            self.line += 1;
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
        self.record.clear();
        self.input.read_to_end(&mut self.record)?;
        self.line += 1;
        Ok((!self.record.trim_ascii().is_empty()).then_some(self.line))
    }

    /// Up to the bracket or quote that ends a value, or to the white space behind it.
    fn value(&mut self) -> io::Result<Option<u64>> {
        let mut lines = self.line.max(1);
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
            for byte in buffer {
                used += 1;
                match decide(*byte) {
                    Take::Keep => self.record.push(*byte),
                    Take::Skip => {}
                    Take::Last => {
                        self.record.push(*byte);
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

/// An input of which the beginning was read and is read again.
#[derive(Debug)]
struct Rewound<R> {
    head: Vec<u8>,
    at: usize,
    inner: R,
}

impl<R> Rewound<R> {
    fn rewind(&mut self, head: Vec<u8>) {
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

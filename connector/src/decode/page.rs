//! A response body as a sequence of elements.

use super::nesting::Nesting;
use super::reason::Reason;
use super::record::Record;
use super::scan::{Scanner, is_blank};

/// A body that is taken apart, element by element. Every byte of every element is in exactly
/// one of them.
///
/// ```
/// use connector::decode::{Element, Page, Reason, Record};
///
/// let mut page = Page::new(br#"[{"uuid":"a"}, {"uuid":tru}, {"uuid":"b"}]"#);
/// let mut record = Record::default();
/// assert_eq!(page.next(&mut record), Some(Element::Record));
/// assert!(record.uuid.unwrap().is("a"));
/// let broken = Element::Broken(Reason::Json, br#"{"uuid":tru}"#);
/// assert_eq!(page.next(&mut record), Some(broken));
/// assert_eq!(page.next(&mut record), Some(Element::Record));
/// assert_eq!(page.next(&mut record), None);
/// assert!(page.is_array());
/// ```
#[derive(Clone, Debug)]
pub struct Page<'a> {
    body: &'a [u8],
    /// At the next element, unless the page has ended.
    scanner: Scanner<'a>,
    utf8: bool,
    elements: usize,
    /// `Some` at the end: whether the body is an array.
    ended: Option<bool>,
}

/// What one element of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element<'a> {
    /// A JSON object.
    Record,
    /// Anything else, byte for byte.
    Broken(Reason, &'a [u8]),
}

impl<'a> Page<'a> {
    /// Begins to take `body` apart. Never fails, looks at each byte a bounded number of times,
    /// and gives at most 10,000 elements: a body with more is no page.
    pub fn new(body: &'a [u8]) -> Self {
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        let mut scanner = Scanner::new(body, 0);
        let ended = if !scanner.take(b'[') {
            Some(false)
        } else if scanner.take(b']') {
            Some(scanner.peek().is_none())
        } else {
            None
        };
        let utf8 = ended.is_some() || std::str::from_utf8(body).is_ok();
        Self { body, scanner, utf8, elements: 0, ended }
    }

    /// The next element, `None` at the end. A record is put in the place of `record`, which
    /// then says nothing else.
    pub fn next(&mut self, record: &mut Record<'a>) -> Option<Element<'a>> {
        if self.ended.is_some() {
            return None;
        }
        let element = self.element(record);
        self.elements += 1;
        let end = self.scanner.at();
        match self.body.get(end) {
            Some(b',') => {
                self.scanner.seek(end + 1);
                if self.elements == ELEMENTS_MAX {
                    // More than any org sends: whatever this is, it is no page.
                    self.ended = Some(false);
                }
            }
            Some(_) => self.ended = Some(is_blank_from(self.body, end + 1)),
            None => self.ended = Some(false),
        }
        Some(element)
    }

    /// Whether the body is one JSON array from its first to its last byte; known at the end. If
    /// not, the elements are those that could be made out (polling rule 3).
    pub fn is_array(&self) -> bool {
        self.ended == Some(true)
    }

    /// The element at the scanner, which is left at the `,` or `]` behind it (or at the body's
    /// end).
    fn element(&mut self, record: &mut Record<'a>) -> Element<'a> {
        self.scanner.peek();
        let start = self.scanner.at();
        if let Ok(read) = record.scan(&mut self.scanner) {
            let raw = self.scanner.since(start);
            let closed = matches!(self.scanner.peek(), Some(b',' | b']') | None);
            if closed && (self.utf8 || std::str::from_utf8(raw).is_ok()) {
                return match read {
                    Ok(()) => Element::Record,
                    Err(reason) => Element::Broken(reason, raw),
                };
            }
        }
        let end = extent(self.body, start);
        self.scanner.seek(end);
        Element::Broken(Reason::Json, self.body[start..end].trim_ascii_end())
    }
}

/// Where a broken element ends. A `]` does not end the array while anything follows it.
fn extent(body: &[u8], start: usize) -> usize {
    let mut nesting = Nesting::default();
    for (at, byte) in body.iter().enumerate().skip(start) {
        if nesting.ends_element(*byte) && (*byte == b',' || is_blank_from(body, at + 1)) {
            return at;
        }
        nesting.see(*byte);
    }
    body.len()
}

fn is_blank_from(body: &[u8], at: usize) -> bool {
    body[at..].iter().all(|byte| is_blank(*byte))
}

/// Elements of a page. Okta sends 1,000 at most (facts 1.1).
const ELEMENTS_MAX: usize = 10_000;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

//! A response body as a sequence of elements.

use super::nesting::Nesting;
use super::record::{Reason, Record};
use super::scan::{Scanner, is_blank};

/// A body taken apart. Every byte of every element is in exactly one of [`Page::elements`].
///
/// ```
/// use connector::decode::{Element, Page, Reason};
///
/// let page = Page::split(br#"[{"uuid":"a"}, {"uuid":tru}, {"uuid":"b"}]"#);
/// assert!(page.is_array);
/// assert!(matches!(page.elements[0], Element::Record(_)));
/// assert!(matches!(page.elements[1], Element::Broken(Reason::Json, br#"{"uuid":tru}"#)));
/// assert!(matches!(page.elements[2], Element::Record(_)));
/// ```
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// What stands between the brackets, in order.
    pub elements: Vec<Element<'a>>,
    /// Whether the body is one JSON array from its first to its last byte. If not, the
    /// elements are those that could be made out (polling rule 3).
    pub is_array: bool,
}

/// What one element of a page is.
#[derive(Clone, Copy, Debug)]
pub enum Element<'a> {
    /// A JSON object.
    Record(Record<'a>),
    /// Anything else, byte for byte.
    Broken(Reason, &'a [u8]),
}

impl<'a> Page<'a> {
    /// Takes `body` apart. Never fails, looks at each byte a bounded number of times, and holds
    /// at most 10,000 elements: a body with more is no page.
    pub fn split(body: &'a [u8]) -> Self {
        let mut page = Self { elements: Vec::new(), is_array: false };
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        let mut scanner = Scanner::new(body, 0);
        if !scanner.take(b'[') {
            return page;
        }
        if scanner.take(b']') {
            page.is_array = scanner.peek().is_none();
            return page;
        }
        let utf8 = std::str::from_utf8(body).is_ok();
        let mut at = scanner.at();
        while page.elements.len() < ELEMENTS_MAX {
            let (element, end) = element_at(body, at, utf8);
            page.elements.push(element);
            match body.get(end) {
                Some(b',') => at = end + 1,
                Some(_) => {
                    page.is_array = is_blank_from(body, end + 1);
                    return page;
                }
                None => return page,
            }
        }
        // More than any org sends: whatever this is, it is no page.
        page
    }
}

/// The element that starts at `at`, and the offset of the `,` or `]` behind it (or of the
/// body's end).
fn element_at(body: &[u8], at: usize, utf8: bool) -> (Element<'_>, usize) {
    let mut scanner = Scanner::new(body, at);
    scanner.peek();
    let start = scanner.at();
    if let Ok(record) = Record::scan(body, &mut scanner) {
        let raw = &body[start..scanner.at()];
        let closed = matches!(scanner.peek(), Some(b',' | b']') | None);
        if closed && (utf8 || std::str::from_utf8(raw).is_ok()) {
            let element = match record {
                Ok(record) => Element::Record(record),
                Err(reason) => Element::Broken(reason, raw),
            };
            return (element, scanner.at());
        }
    }
    let end = extent(body, start);
    (Element::Broken(Reason::Json, body[start..end].trim_ascii_end()), end)
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

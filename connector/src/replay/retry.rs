//! What records are now.

use crate::cursor::Quarantined;
use crate::decode::{Element, Page, Reason, Record};
use crate::normalize::{Normalizer, Outcome, Rules};
use crate::publish::{Remains, Revival};

/// What came of trying records again.
#[derive(Clone, Debug, Default)]
pub struct Retried<'r> {
    /// What can leave, once its events are published.
    pub revival: Revival,
    /// What cannot.
    pub stays: Vec<&'r Quarantined>,
}

/// Normalizes quarantined records as if they came now. A whole page is split: it leaves as
/// its elements do, and those that cannot be published are left in its place.
pub fn retry<'r>(records: &'r [Quarantined], rules: &Rules) -> Retried<'r> {
    let mut retried = Retried::default();
    let mut normalizer = Normalizer::new(rules.clone());
    let Retried { revival, stays } = &mut retried;
    for record in records {
        let settled = if record.reason == Reason::Page.name() {
            retry_page(record, &mut normalizer, revival)
        } else {
            let outcome = normalizer.record(&record.raw, &mut revival.normalized);
            !matches!(outcome, Outcome::Rejected(_))
        };
        if settled {
            revival.settled.push(record.id);
        } else {
            stays.push(record);
        }
    }
    retried
}

/// A page of which some bytes belong to no element stays whole, and nothing of it is
/// published: what could be made out was when it came (polling rule 3).
fn retry_page(record: &Quarantined, normalizer: &mut Normalizer, revival: &mut Revival) -> bool {
    if !is_covered(&record.raw) {
        return false;
    }
    normalizer.page(&record.raw, &mut revival.normalized);
    let rejects = std::mem::take(&mut revival.normalized.rejects);
    if !rejects.is_empty() {
        revival.remains.push(Remains { page: record.page.clone(), rejects });
    }
    true
}

/// Whether every byte of `body` is part of an element or stands between two of them.
fn is_covered(body: &[u8]) -> bool {
    let mut page = Page::new(body);
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body).trim_ascii();
    let Some(mut rest) = body.strip_prefix(b"[") else { return false };
    let mut record = Record::default();
    let mut is_first = true;
    while let Some(element) = page.next(&mut record) {
        let raw = match element {
            Element::Record => record.raw,
            Element::Broken(_, raw) => raw,
        };
        if !is_first {
            let Some(behind) = rest.trim_ascii_start().strip_prefix(b",") else { return false };
            rest = behind;
        }
        is_first = false;
        let Some(behind) = rest.trim_ascii_start().strip_prefix(raw) else { return false };
        rest = behind;
    }
    page.is_array() || matches!(rest.trim_ascii(), b"" | b"]")
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

//! The connector's normalizer and the reference side by side, under the same rules.

use std::fmt;

use connector::normalize::{self, Normalized, Normalizer};

use super::variant::Variant;
use crate::reference::{self, Json, OUTPUT_DEPTH_MAX, same};

/// Both implementations. The normalizer is kept from record to record, as a connector keeps it,
/// so that whatever it remembers is put to the test as well.
#[derive(Debug)]
pub struct Pair {
    rules: reference::Rules,
    normalizer: Normalizer,
    out: Normalized,
}

/// What both say that becomes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is published.
    Published,
    /// It is left out, for this reason.
    Excluded(&'static str),
    /// It goes into the quarantine, for this reason.
    Rejected(&'static str),
}

/// What the two say differently, in one line: the connector's first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement(pub String);

impl Pair {
    /// Under the rules of `variant`.
    pub fn new(variant: Variant) -> Self {
        Self::of(variant.reference_rules(), variant.connector_rules())
    }

    /// Under any rules.
    pub fn of(reference: reference::Rules, connector: normalize::Rules) -> Self {
        Self {
            rules: reference,
            normalizer: Normalizer::new(connector),
            out: Normalized::default(),
        }
    }

    /// Normalizes `record` twice and compares: outcome, reason, output value by value with keys
    /// in order, and what is said about the output beside it.
    ///
    /// # Errors
    /// The first difference.
    pub fn check(&mut self, record: &[u8]) -> Result<Fate, Disagreement> {
        self.out.clear();
        let ours = fate_of(self.normalizer.record(record, &mut self.out));
        let outcome = reference::normalize(record, &self.rules);
        let theirs = fate(&outcome);
        differ(ours == theirs, || format!("{ours}, not {theirs}"))?;
        let events = usize::from(ours == Fate::Published);
        differ(self.out.events.len() == events && self.out.elements == 1, || {
            format!("{ours}, but {} events were added", self.out.events.len())
        })?;
        match &outcome {
            reference::Outcome::Published(expected) => self.event(0, expected)?,
            _ => differ(self.out.bytes.is_empty(), || format!("{ours}, but bytes were written"))?,
        }
        Ok(ours)
    }

    /// Normalizes a page of `records`, each of them JSON, and compares every element with what
    /// the reference says of it alone.
    ///
    /// # Errors
    /// The first difference.
    pub fn check_page(&mut self, records: &[Vec<u8>]) -> Result<(), Disagreement> {
        let mut body = b"[".to_vec();
        body.extend(records.join(&b','));
        body.push(b']');
        self.out.clear();
        let is_array = self.normalizer.page(&body, &mut self.out);
        differ(is_array && self.out.elements == records.len(), || {
            format!("{} elements of {}, array: {is_array}", self.out.elements, records.len())
        })?;
        let (mut events, mut rejects) = (0, Vec::new());
        for (index, record) in records.iter().enumerate() {
            match reference::normalize(record, &self.rules) {
                reference::Outcome::Published(expected) => {
                    self.event(events, &expected)?;
                    events += 1;
                }
                reference::Outcome::Excluded { .. } => {}
                reference::Outcome::Rejected { reason } => {
                    rejects.push((index, reason, record.trim_ascii()));
                }
            }
        }
        let found: Vec<_> =
            self.out.rejects.iter().map(|it| (it.index, it.reason.name(), &*it.raw)).collect();
        differ(found == rejects, || format!("rejects {found:?}, not {rejects:?}"))?;
        let excluded = records.len() - events - rejects.len();
        let (ours, left_out) = (self.out.events.len(), self.out.excluded_total());
        differ((ours, left_out) == (events, excluded as u64), || {
            format!("{ours} published, {left_out} excluded, not {events} and {excluded}")
        })
    }

    /// Compares event `number` of what the connector wrote with what it ought to be.
    fn event(&self, number: usize, expected: &Json) -> Result<(), Disagreement> {
        let Some(span) = self.out.events.get(number) else {
            return Err(Disagreement(format!("there is no event {number}")));
        };
        let line = &self.out.bytes[span.line.clone()];
        let ended = self.out.bytes.get(span.line.end) == Some(&b'\n');
        differ(ended && !line.contains(&b'\n'), || format!("event {number} is no line"))?;
        let read = Json::read(line, OUTPUT_DEPTH_MAX)
            .map_err(|malformed| Disagreement(format!("the output is no JSON: {malformed}")))?;
        same(&read, expected).map_err(|difference| Disagreement(difference.to_string()))?;
        let said = (span.event_id.to_string(), span.published.to_string());
        let at = |key| expected.member(key).map(Json::to_text).unwrap_or_default();
        let ought = (at("event_id"), at("timestamp"));
        differ((format!("\"{}\"", said.0), format!("\"{}\"", said.1)) == ought, || {
            format!("the event's span says {said:?}, not {ought:?}")
        })
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Published => f.write_str("published"),
            Self::Excluded(reason) => write!(f, "excluded ({reason})"),
            Self::Rejected(reason) => write!(f, "rejected ({reason})"),
        }
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Disagreement {}

fn fate_of(outcome: normalize::Outcome) -> Fate {
    match outcome {
        normalize::Outcome::Published => Fate::Published,
        normalize::Outcome::Excluded(reason) => Fate::Excluded(reason.name()),
        normalize::Outcome::Rejected(reason) => Fate::Rejected(reason.name()),
    }
}

fn fate(outcome: &reference::Outcome) -> Fate {
    match outcome {
        reference::Outcome::Published(_) => Fate::Published,
        reference::Outcome::Excluded { reason, .. } => Fate::Excluded(reason),
        reference::Outcome::Rejected { reason } => Fate::Rejected(reason),
    }
}

fn differ(same: bool, about: impl FnOnce() -> String) -> Result<(), Disagreement> {
    if same { Ok(()) } else { Err(Disagreement(about())) }
}

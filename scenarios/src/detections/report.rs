//! All rules over all records of a log.

use std::collections::BTreeSet;

use super::event::Event;
use super::history::History;
use super::hit::{Hit, Reading};
use super::watch::Watch;

/// What the rules found in a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Records that are events.
    pub events: usize,
    /// Lines that are not.
    pub unusable: usize,
    /// What was found, sorted by time.
    pub hits: Vec<Hit>,
}

impl Report {
    /// The ids of the rules that fired in a reading.
    pub fn fired(&self, reading: Reading) -> BTreeSet<&'static str> {
        self.hits.iter().filter(|hit| hit.reading == reading).map(|hit| hit.rule).collect()
    }

    /// The hits of one rule.
    pub fn hits_of<'a>(&'a self, rule: &'a str) -> impl Iterator<Item = &'a Hit> {
        self.hits.iter().filter(move |hit| hit.rule == rule)
    }
}

/// Evaluates every rule of the catalogue over newline-delimited records in any order, without a
/// history.
///
/// All events are kept until they are sorted, about 4 KB each; feed a [`Watch`] with what is
/// larger than memory.
///
/// ```
/// use scenarios::detections::{Reading, evaluate};
///
/// let log = br#"{"uuid":"u-1","published":"2026-03-15T14:32:18Z","eventType":"user.session.start",
/// "#;
/// assert_eq!(evaluate(log).unusable, 1);
///
/// let log = br#"{"uuid":"u-1","published":"2026-03-15T14:32:18Z","eventType":"user.session.start","securityContext":{"isProxy":true}}
/// "#;
/// assert_eq!(evaluate(log).fired(Reading::AnyWindow).into_iter().collect::<Vec<_>>(), ["O51"]);
/// ```
pub fn evaluate(ndjson: &[u8]) -> Report {
    evaluate_after(&History::default(), ndjson)
}

/// The same, with what was known before.
pub fn evaluate_after(history: &History, ndjson: &[u8]) -> Report {
    let lines = ndjson.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let mut events = Vec::new();
    let mut unusable = 0;
    for line in lines {
        match Event::read(line) {
            Ok(event) => events.push(event),
            Err(_) => unusable += 1,
        }
    }
    Report { events: events.len(), unusable, hits: Watch::new(history).all(events) }
}

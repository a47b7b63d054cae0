//! What has not been seen for a while, or ever.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use clock::Timestamp;

use super::super::detector::Detector;
use super::super::entity::{Entity, Facet};
use super::super::event::{Event, Word};
use super::super::hit::{Draft, Hit, Reading};
use super::super::rule::Rule;

/// Fires when a value appears that did not appear within the rule's length of time before.
pub(super) struct FirstSeen {
    rule: &'static Rule,
    facet: Facet,
    value: fn(&Event) -> Option<&Word>,
    memory: Duration,
    /// Known from before the log, for good.
    known: BTreeSet<Word>,
    last_seen: BTreeMap<Word, Timestamp>,
}

impl FirstSeen {
    pub(super) fn start(
        rule: &'static Rule,
        facet: Facet,
        value: fn(&Event) -> Option<&Word>,
        known: &BTreeSet<Word>,
    ) -> Box<dyn Detector> {
        let (memory, known) = (rule.span.length(), known.clone());
        Box::new(Self { rule, facet, value, memory, known, last_seen: BTreeMap::new() })
    }

    fn is_new(&self, value: &Word, now: Timestamp) -> bool {
        let last_seen = self.last_seen.get(value);
        !self.known.contains(value) && last_seen.is_none_or(|at| now.since(*at) > self.memory)
    }
}

impl Detector for FirstSeen {
    fn observe(&mut self, now: Timestamp, events: &[Event], hits: &mut Vec<Hit>) {
        let mut seen: BTreeMap<&Word, Vec<(Timestamp, &Word)>> = BTreeMap::new();
        for event in events {
            if let Some(value) = (self.value)(event) {
                seen.entry(value).or_default().push((now, &event.uuid));
            }
        }
        for (value, evidence) in seen {
            let draft = Draft::of(evidence).filter(|_| self.is_new(value, now));
            let entity = Entity::of(self.facet, value);
            hits.extend(draft.map(|it| it.into_hit(self.rule, Reading::AnyWindow, entity)));
            self.last_seen.insert(value.clone(), now);
        }
    }

    fn settle(&mut self, now: Timestamp, _: &mut Vec<Hit>) {
        self.last_seen.retain(|_, at| now.since(*at) <= self.memory);
    }

    fn finish(&mut self, _: &mut Vec<Hit>) {}
}

//! From the elements of a page to events, rejects and counts.

use std::sync::Arc;

use super::event::{self, Event, EventIds};
use super::field::array;
use super::identity::Identities;
use super::output::{EventSpan, Exclusion, Normalized, Reject};
use super::person::{Party, Person};
use super::published::PublishedAt;
use super::rules::Rules;
use super::tuid::Tuids;
use crate::classify::EventType;
use crate::decode::{Element, Kind, Page, Reason, Record, Token};

/// What became of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was appended to the events.
    Published,
    /// It was counted.
    Excluded(Exclusion),
    /// It cannot be published, and nothing was appended: the caller keeps its bytes.
    Rejected(Reason),
}

/// Turns records into events, by the rules of one connection.
///
/// ```
/// use connector::normalize::{Normalized, Normalizer, Rules};
///
/// let body = br#"[{"eventType":"user.session.end","uuid":"u1","published":"2026-03-15T14:32:18Z",
///                  "actor":{"type":"User","id":"00u1","alternateId":"jane@acme.test"}},
///                 {"eventType":"policy.lifecycle.update","uuid":"u2"},
///                 7]"#;
/// let mut out = Normalized::default();
/// let is_array = Normalizer::new(Rules::new("acme")).page(body, &mut out);
/// assert!(is_array);
/// assert_eq!((out.elements, out.events.len()), (3, 1));
/// assert_eq!(out.excluded_total(), 1);
/// assert_eq!(out.rejects[0].raw, b"7");
/// ```
#[derive(Clone, Debug)]
pub struct Normalizer {
    rules: Rules,
    event_ids: EventIds,
    tuids: Tuids,
}

impl Normalizer {
    /// A normalizer that has seen nobody yet.
    pub fn new(rules: Rules) -> Self {
        let event_ids = EventIds::new(rules.domain_id());
        Self { rules, event_ids, tuids: Tuids::default() }
    }

    /// What it goes by.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Knows other people from now on.
    pub fn set_identities(&mut self, identities: Option<Arc<Identities>>) {
        self.rules.identities = identities;
        self.tuids.clear();
    }

    /// How many different people had no id in the identity map so far, counted up to 100,000.
    pub fn unmapped_people(&self) -> u64 {
        self.tuids.unmapped()
    }

    /// Normalizes every element of a response body into `out`, in order. Says whether `body` is
    /// one JSON array from its first to its last byte; if not, `out` holds what could be made
    /// out (polling rule 3).
    pub fn page(&mut self, body: &[u8], out: &mut Normalized) -> bool {
        // A page of ingested events comes out smaller than it came in.
        out.bytes.reserve(body.len());
        let mut page = Page::new(body);
        let mut record = Record::default();
        let mut targets = Vec::new();
        while let Some(element) = page.next(&mut record) {
            let (reason, raw) = match element {
                Element::Broken(reason, raw) => (reason, raw),
                Element::Record => match self.one(&record, &mut targets, out) {
                    Outcome::Rejected(reason) => (reason, record.raw),
                    Outcome::Published | Outcome::Excluded(_) => {
                        out.elements += 1;
                        continue;
                    }
                },
            };
            out.rejects.push(Reject { index: out.elements, reason, raw: raw.to_vec() });
            out.elements += 1;
        }
        page.is_array()
    }

    /// Normalizes one record, given as its JSON text, into `out`. What becomes of the bytes of
    /// a record that is rejected is the caller's business.
    pub fn record(&mut self, raw: &[u8], out: &mut Normalized) -> Outcome {
        out.elements += 1;
        match Record::parse(raw) {
            Ok(record) => self.one(&record, &mut Vec::new(), out),
            Err(reason) => Outcome::Rejected(reason),
        }
    }

    fn one<'a>(
        &mut self,
        record: &Record<'a>,
        targets: &mut Vec<Party<'a>>,
        out: &mut Normalized,
    ) -> Outcome {
        let published = filled(record.published).and_then(|at| PublishedAt::parse(&at.text()));
        out.times.extend(published);
        let Some(okta_type) = filled(record.event_type) else {
            return Outcome::Rejected(Reason::EventType);
        };
        let okta_type = okta_type.text();
        let Some(entry) = self.rules.catalogue.find(&okta_type) else {
            return exclude(&okta_type, Exclusion::NotInCatalogue, out);
        };
        let Some(uuid) = filled(record.uuid) else { return Outcome::Rejected(Reason::Uuid) };
        let Some(published) = published else { return Outcome::Rejected(Reason::Published) };
        let actor = event::actor(&record.actor, &mut out.drift);
        array(record.target, "target", &mut out.drift);
        targets.clear();
        targets.extend(record.targets.iter().filter_map(|it| event::target(it, &mut out.drift)));
        let person = Person::of(&actor, targets, self.rules.attribution);
        if person.is_none() && entry.event_type != EventType::Alert {
            return exclude(&okta_type, Exclusion::NotAttributable, out);
        }
        let id = self.event_ids.id(uuid);
        let event = Event { record, entry, uuid, published, actor, targets, person, id };
        let start = out.bytes.len();
        event.write(&self.rules, &mut self.tuids, &mut out.drift, &mut out.bytes);
        let line = start..out.bytes.len();
        out.bytes.push(b'\n');
        out.events.push(EventSpan { line, event_id: id, published });
        Outcome::Published
    }
}

fn exclude(okta_type: &[u8], reason: Exclusion, out: &mut Normalized) -> Outcome {
    out.excluded.count(okta_type, reason);
    Outcome::Excluded(reason)
}

/// A string that is not empty.
fn filled(token: Option<Token<'_>>) -> Option<Token<'_>> {
    token.filter(|token| token.kind() == Kind::String && !token.is(""))
}

//! From the elements of a page to events, rejects and counts.

use std::sync::Arc;

use super::event::{self, Event, Target, event_id};
use super::identity::Identities;
use super::output::{EventSpan, Exclusion, Normalized, Reject};
use super::person::Person;
use super::published::PublishedAt;
use super::rules::Rules;
use super::unmapped::Unmapped;
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
    unmapped: Unmapped,
}

impl Normalizer {
    /// A normalizer that has seen nobody yet.
    pub fn new(rules: Rules) -> Self {
        Self { rules, unmapped: Unmapped::default() }
    }

    /// Goes by another identity map from the next record on, and counts anew who is not in it.
    pub fn set_identities(&mut self, identities: Option<Arc<Identities>>) {
        self.rules.identities = identities;
        self.unmapped = Unmapped::default();
    }

    /// How many people were seen who are not in the identity map, at most 100,000; none without
    /// a map.
    pub fn unmapped_people(&self) -> u64 {
        self.unmapped.count()
    }

    /// What it goes by.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Normalizes every element of a response body into `out`, in order. Says whether `body` is
    /// one JSON array from its first to its last byte; if not, `out` holds what could be made
    /// out (polling rule 3).
    pub fn page(&mut self, body: &[u8], out: &mut Normalized) -> bool {
        let page = Page::split(body);
        let mut targets = Vec::new();
        for (index, element) in page.elements.iter().enumerate() {
            let index = out.elements + index;
            let (reason, raw) = match element {
                Element::Broken(reason, raw) => (*reason, *raw),
                Element::Record(record) => {
                    match one(record, &self.rules, &mut self.unmapped, &mut targets, out) {
                        Outcome::Rejected(reason) => (reason, record.raw),
                        Outcome::Published | Outcome::Excluded(_) => continue,
                    }
                }
            };
            out.rejects.push(Reject { index, reason, raw: raw.to_vec() });
        }
        out.elements += page.elements.len();
        page.is_array
    }

    /// Normalizes one record, given as its JSON text, into `out`. What becomes of the bytes of
    /// a record that is rejected is the caller's business.
    pub fn record(&mut self, raw: &[u8], out: &mut Normalized) -> Outcome {
        out.elements += 1;
        match Record::parse(raw) {
            Ok(record) => one(&record, &self.rules, &mut self.unmapped, &mut Vec::new(), out),
            Err(reason) => Outcome::Rejected(reason),
        }
    }
}

fn one<'a>(
    record: &Record<'a>,
    rules: &Rules,
    unmapped: &mut Unmapped,
    targets: &mut Vec<Target<'a>>,
    out: &mut Normalized,
) -> Outcome {
    let published = filled(record.published).and_then(|at| PublishedAt::parse(&at.text()));
    out.times.extend(published);
    let Some(okta_type) = filled(record.event_type) else {
        return Outcome::Rejected(Reason::EventType);
    };
    let Some(entry) = rules.catalogue.find(&okta_type.text()) else {
        out.exclude(&okta_type.text(), Exclusion::NotInCatalogue);
        return Outcome::Excluded(Exclusion::NotInCatalogue);
    };
    let Some(uuid) = filled(record.uuid) else { return Outcome::Rejected(Reason::Uuid) };
    let Some(published) = published else { return Outcome::Rejected(Reason::Published) };
    let actor = event::actor(record, &mut out.drift);
    event::targets(record, &mut out.drift, targets);
    let person = Person::of(&actor, targets, rules.attribution);
    if person.is_none() && entry.event_type != EventType::Alert {
        out.exclude(&okta_type.text(), Exclusion::NotAttributable);
        return Outcome::Excluded(Exclusion::NotAttributable);
    }
    if let (Some(known), Some(person)) = (&rules.identities, person) {
        unmapped.see(known, &person);
    }
    let event = Event { entry, uuid, published, actor, person, id: event_id(rules, uuid) };
    let start = out.bytes.len();
    event.write(record, targets, rules, &mut out.drift, &mut out.bytes);
    let line = start..out.bytes.len();
    out.bytes.push(b'\n');
    out.events.push(EventSpan { line, event_id: event.id, published });
    Outcome::Published
}

/// A string that is not empty.
fn filled(token: Option<Token<'_>>) -> Option<Token<'_>> {
    token.filter(|token| token.kind() == Kind::String && !token.is(""))
}

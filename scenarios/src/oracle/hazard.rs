//! What must have happened for a case to show anything.

use mock_okta::faults::catalogue;

use crate::detections::{Event, Reading, Word, evaluate, rule};

use super::evidence::Evidence;

/// Something that a case is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hazard {
    /// A fault of the org struck, by its name.
    Fault(String),
    /// Something happened to the connector.
    Sighting(&'static str),
    /// An event of an attack is in the org's log.
    Attack,
    /// A published detection rule fires on an attack in the org's log, by its id.
    Detection(&'static str),
    /// An event became visible a minute or more after it happened.
    LateEvent,
    /// The org had a record that no connector can use.
    MalformedRecord,
    /// The org answered a poll with an empty page.
    EmptyPage,
    /// The connector asked for a smaller page than it is told to.
    SmallerPage,
}

impl Hazard {
    /// The hazard with this name.
    ///
    /// # Errors
    /// When there is none; the message names all of them.
    pub fn from_name(name: &str) -> Result<Self, String> {
        let sighting = SIGHTINGS.into_iter().find(|sighting| *sighting == name);
        let faults = catalogue().faults;
        let fault = faults.iter().map(|fault| fault.name).find(|fault| *fault == name);
        if let Some(rule) = rule(name) {
            return Ok(Self::Detection(rule.id));
        }
        match (name, sighting, fault) {
            (_, Some(sighting), _) => Ok(Self::Sighting(sighting)),
            (_, _, Some(fault)) => Ok(Self::Fault(fault.to_owned())),
            ("attack", ..) => Ok(Self::Attack),
            ("late-event", ..) => Ok(Self::LateEvent),
            ("malformed-record", ..) => Ok(Self::MalformedRecord),
            ("empty-page", ..) => Ok(Self::EmptyPage),
            ("smaller-page", ..) => Ok(Self::SmallerPage),
            _ => Err(format!(
                "unknown hazard `{name}`: there are attack, late-event, malformed-record, empty-page, smaller-page, \
                 the ids of detection rules such as O13, {}, {}",
                SIGHTINGS.join(", "),
                faults.iter().map(|fault| fault.name).collect::<Vec<_>>().join(", ")
            )),
        }
    }

    /// How often it happened; rejects are counted by the judge.
    pub(super) fn count(&self, evidence: &Evidence, page_limit: u32, rejects: u64) -> u64 {
        let count = match self {
            Self::Fault(name) => {
                evidence.requests.iter().filter(|request| request.faults.contains(name)).count()
            }
            Self::Sighting(what) => {
                evidence.sightings.iter().filter(|sighting| sighting.what == *what).count()
            }
            Self::Attack => {
                let events = evidence.log.iter().filter_map(|record| Event::read(&record.raw).ok());
                events.filter(|event| evidence.attacked.contains(&*event.uuid)).count()
            }
            Self::Detection(rule) => detections(evidence, rule),
            Self::LateEvent => evidence
                .log
                .iter()
                .filter(|record| {
                    record.published.is_some_and(|published| {
                        record.commit.since(published).as_secs() >= LATE_SECONDS
                    })
                })
                .count(),
            Self::MalformedRecord => return rejects,
            Self::SmallerPage => evidence
                .requests
                .iter()
                .filter(|request| request.limit.is_some_and(|limit| limit < page_limit))
                .count(),
            Self::EmptyPage => evidence
                .requests
                .iter()
                .filter(|request| request.valid && request.records == 0)
                .count(),
        };
        count as u64
    }
}

/// How often `rule` fires on the log because of an attack: what it fires on without one proves
/// nothing.
fn detections(evidence: &Evidence, rule: &str) -> usize {
    let mut lines = Vec::new();
    for record in &evidence.log {
        lines.extend_from_slice(&record.raw);
        lines.push(b'\n');
    }
    let report = evaluate(&lines);
    let hits = report.hits_of(rule).filter(|hit| hit.reading == Reading::AnyWindow);
    let attack = |uuid: &Word| evidence.attacked.contains(&**uuid);
    hits.filter(|hit| hit.evidence.iter().any(attack)).count()
}

/// What a connector can be seen doing.
pub(crate) const SIGHTINGS: [&str; 6] =
    ["blocked", "crash", "cursor-dead", "paused", "poison-page", "resumed"];

const LATE_SECONDS: u64 = 60;

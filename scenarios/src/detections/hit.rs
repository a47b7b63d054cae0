//! What a rule found.

use clock::Timestamp;

use super::entity::Entity;
use super::event::Word;
use super::rule::Rule;

/// How time was cut when the rule fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// There is a window of the rule's length: independent of any schedule, an upper bound.
    AnyWindow,
    /// In one of the bins into which the rule itself cuts time, aligned with the epoch.
    Binned,
}

/// A rule fired for an entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// `published` of the first event of the evidence.
    pub first: Timestamp,
    /// `published` of the last event of the evidence.
    pub last: Timestamp,
    /// The id of the rule.
    pub rule: &'static str,
    /// In which reading.
    pub reading: Reading,
    /// For whom.
    pub entity: Entity,
    /// `uuid` of the events that made it fire, in their order; at most 4,096.
    pub evidence: Vec<Word>,
    /// How many events there were, also beyond that.
    pub events: usize,
}

/// Events that a hit names.
pub(super) const EVIDENCE_MAX: usize = 4_096;

/// A hit that still grows.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    first: Timestamp,
    last: Timestamp,
    evidence: Vec<Word>,
    events: usize,
}

impl Draft {
    pub(super) fn new(at: Timestamp) -> Self {
        Self { first: at, last: at, evidence: Vec::new(), events: 0 }
    }

    /// From evidence in its order; nothing without evidence.
    pub(super) fn of<'a>(
        evidence: impl IntoIterator<Item = (Timestamp, &'a Word)>,
    ) -> Option<Self> {
        let mut evidence = evidence.into_iter().peekable();
        let mut draft = Self::new(evidence.peek()?.0);
        for (at, uuid) in evidence {
            draft.add(at, uuid);
        }
        Some(draft)
    }

    /// Adds an event that is not before those already there. One event may be there for several
    /// reasons, and counts once.
    pub(super) fn add(&mut self, at: Timestamp, uuid: &Word) {
        self.last = at;
        if self.evidence.last() == Some(uuid) {
            return;
        }
        self.events += 1;
        if self.evidence.len() < EVIDENCE_MAX {
            self.evidence.push(uuid.clone());
        }
    }

    pub(super) fn into_hit(self, rule: &Rule, reading: Reading, entity: Entity) -> Hit {
        let Self { first, last, evidence, events } = self;
        Hit { first, last, rule: rule.id, reading, entity, evidence, events }
    }
}

//! A rule and its documentation.

use std::fmt;
use std::time::Duration;

use super::detector::Detector;
use super::event::Event;
use super::history::History;
use super::hit::Hit;
use super::watch::Watch;

/// One published rule.
///
/// ```
/// use scenarios::detections::{Event, Reading, rule};
///
/// let record = br#"{"uuid":"u-1","published":"2026-03-15T14:32:18Z",
///     "eventType":"system.idp.lifecycle.create","outcome":{"result":"SUCCESS"},
///     "actor":{"id":"00u1"}}"#;
/// let hits = rule("O30").unwrap().evaluate(&[Event::read(record).unwrap()]);
/// assert_eq!(hits.len(), 1);
/// assert_eq!(hits[0].entity.to_string(), "actor 00u1");
/// ```
pub struct Rule {
    /// The id of the scenario facts, such as `O12`; a variant has its repository behind it.
    pub id: &'static str,
    /// What it finds, in a few words.
    pub name: &'static str,
    /// What it groups by, and so whether it survives scale.
    pub scope: Scope,
    /// Over what length of time.
    pub span: Span,
    /// Where it is published: repository and path.
    pub sources: &'static [&'static str],
    /// What makes it fire, over raw fields.
    pub logic: &'static str,
    pub(super) start: fn(&'static Rule, &History) -> Box<dyn Detector>,
}

impl Rule {
    /// Evaluates this rule alone over events in any order, without a history. The hits are sorted
    /// by time.
    pub fn evaluate(&'static self, events: &[Event]) -> Vec<Hit> {
        Watch::over(&[self], &History::default()).all(events.to_vec())
    }
}

/// Without the detector.
impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({})", self.id)
    }
}

/// What a rule groups by (facts 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// One event is enough.
    Event,
    /// A person, as actor, account or target.
    User,
    /// A session.
    Session,
    /// A device, by token or by id.
    Device,
    /// A source address.
    Source,
    /// The whole tenant.
    Tenant,
}

impl Scope {
    /// Whether the rule means the same in an org of any size. Rules about source addresses and
    /// about the tenant fire on the benign traffic of large orgs (facts 3.4).
    pub const fn is_scale_safe(self) -> bool {
        !matches!(self, Self::Source | Self::Tenant)
    }
}

/// Over what length of time a rule looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// At one event.
    Event,
    /// At a window of this length, wherever it starts.
    Window(Duration),
    /// At bins of this length; evaluated as a window as well.
    Bins(Duration),
    /// Back at what it remembers for this long.
    Memory(Duration),
}

impl Span {
    /// The length of time; zero for one event.
    pub const fn length(self) -> Duration {
        match self {
            Self::Event => Duration::ZERO,
            Self::Window(length) | Self::Bins(length) | Self::Memory(length) => length,
        }
    }
}

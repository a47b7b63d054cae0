//! Rules over a log, one event after the other.

use std::time::Duration;

use clock::Timestamp;
use thiserror::Error;

use super::catalogue::catalogue;
use super::detector::Detector;
use super::event::Event;
use super::history::History;
use super::hit::Hit;
use super::rule::Rule;

/// Rules that are fed a log in the order of `published`.
///
/// What is kept is bounded by the windows of the rules, not by the length of the log; found hits
/// are the caller's to [`take`](Self::take).
///
/// ```
/// use scenarios::detections::{Event, History, Watch};
///
/// let record = br#"{"uuid":"u-1","published":"2026-03-15T14:32:18Z",
///     "eventType":"user.account.report_suspicious_activity_by_enduser"}"#;
/// let mut watch = Watch::new(&History::default());
/// watch.feed(Event::read(record).unwrap()).unwrap();
/// let hits = watch.finish();
/// assert_eq!(hits.iter().map(|hit| hit.rule).collect::<Vec<_>>(), ["O57"]);
/// ```
pub struct Watch {
    detectors: Vec<Box<dyn Detector>>,
    /// The events of the instant that is not over yet.
    instant: Vec<Event>,
    now: Timestamp,
    settled: Timestamp,
    hits: Vec<Hit>,
}

impl Watch {
    /// All rules of the catalogue.
    pub fn new(history: &History) -> Self {
        Self::over(&catalogue(), history)
    }

    /// Some rules.
    pub fn over(rules: &[&'static Rule], history: &History) -> Self {
        Self {
            detectors: rules.iter().map(|rule| (rule.start)(rule, history)).collect(),
            instant: Vec::new(),
            now: Timestamp::MIN,
            settled: Timestamp::MIN,
            hits: Vec::new(),
        }
    }

    /// Takes the next event. Those of one instant may come in any order.
    ///
    /// # Errors
    /// When an event is before its predecessor, or when one instant has more events than
    /// 100,000 events; the event is left out.
    pub fn feed(&mut self, event: Event) -> Result<(), FeedError> {
        if event.published < self.now {
            return Err(FeedError::Early { published: event.published, now: self.now });
        }
        if event.published > self.now {
            self.observe();
            self.now = event.published;
        }
        if self.instant.len() == INSTANT_EVENTS_MAX {
            return Err(FeedError::Crowded { now: self.now });
        }
        self.instant.push(event);
        Ok(())
    }

    /// The hits that will not grow any more, in no particular order.
    pub fn take(&mut self) -> Vec<Hit> {
        std::mem::take(&mut self.hits)
    }

    /// The log ends here: all hits that were not taken, sorted by time.
    pub fn finish(mut self) -> Vec<Hit> {
        self.observe();
        for detector in &mut self.detectors {
            detector.finish(&mut self.hits);
        }
        self.hits.sort();
        self.hits
    }

    /// All hits of a log in any order.
    pub(super) fn all(mut self, mut events: Vec<Event>) -> Vec<Hit> {
        events.sort();
        for event in events {
            // Sorted, so only a crowded instant can refuse one.
            let _ = self.feed(event);
        }
        self.finish()
    }

    /// The instant is over: shows it to every rule.
    fn observe(&mut self) {
        if self.now.since(self.settled) >= SETTLE_AFTER {
            for detector in &mut self.detectors {
                detector.settle(self.now, &mut self.hits);
            }
            self.settled = self.now;
        }
        self.instant.sort();
        self.instant.dedup();
        for detector in &mut self.detectors {
            detector.observe(self.now, &self.instant, &mut self.hits);
        }
        self.instant.clear();
    }
}

/// Why an event was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FeedError {
    /// It is before its predecessor.
    #[error("an event of {published} after one of {now}")]
    Early {
        /// Its `published`.
        published: Timestamp,
        /// That of its predecessor.
        now: Timestamp,
    },
    /// Its instant has too many events.
    #[error("more than {INSTANT_EVENTS_MAX} events at {now}")]
    Crowded {
        /// The instant.
        now: Timestamp,
    },
}

/// Events with one `published`, to the millisecond.
pub(super) const INSTANT_EVENTS_MAX: usize = 100_000;

/// How much of the log goes by between two clean-ups.
const SETTLE_AFTER: Duration = Duration::from_mins(30);

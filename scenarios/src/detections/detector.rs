//! The running half of a rule.

use clock::Timestamp;

use super::event::Event;
use super::hit::Hit;

/// A rule at work. It is fed every event once, in the order of `published`, all events of one
/// instant together; what it remembers is bounded by the rule's length of time.
pub(super) trait Detector: Send {
    /// Looks at all events of the instant `now`, in their canonical order.
    fn observe(&mut self, now: Timestamp, events: &[Event], hits: &mut Vec<Hit>);

    /// Forgets what nothing at `now` or later can reach. Whether and when this is called changes
    /// no hit, only when it is reported.
    fn settle(&mut self, now: Timestamp, hits: &mut Vec<Hit>);

    /// There is nothing more: reports what is still open.
    fn finish(&mut self, hits: &mut Vec<Hit>);
}

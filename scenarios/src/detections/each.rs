//! Rules for which one event is enough.

use clock::Timestamp;

use super::detector::Detector;
use super::entity::Entity;
use super::event::Event;
use super::hit::{Draft, Hit, Reading};
use super::rule::Rule;

/// Fires at every event for which the condition holds.
pub(super) struct Each {
    rule: &'static Rule,
    holds: fn(&Event) -> bool,
}

impl Each {
    pub(super) fn start(rule: &'static Rule, holds: fn(&Event) -> bool) -> Box<dyn Detector> {
        Box::new(Self { rule, holds })
    }
}

impl Detector for Each {
    fn observe(&mut self, now: Timestamp, events: &[Event], hits: &mut Vec<Hit>) {
        for event in events.iter().filter(|event| (self.holds)(event)) {
            let entity = Entity::actor(event).unwrap_or_default();
            let mut draft = Draft::new(now);
            draft.add(now, &event.uuid);
            hits.push(draft.into_hit(self.rule, Reading::AnyWindow, entity));
        }
    }

    fn settle(&mut self, _: Timestamp, _: &mut Vec<Hit>) {}

    fn finish(&mut self, _: &mut Vec<Hit>) {}
}

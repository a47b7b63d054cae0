//! Windows that slide over time, one for each entity.

use std::collections::BTreeMap;
use std::time::Duration;

use clock::Timestamp;

use super::entity::Entity;
use super::hit::Draft;
use super::window::{Sample, Window};
use super::windowed::{Closed, Condition};

/// The phase-free reading of a rule: is there a window of the length in which the condition
/// holds?
///
/// *Every* window counts, also one that leaves out the newest events: a condition with an upper
/// bound may hold only there. So the condition is asked after each instant at which samples come
/// and after each at which samples go, which is every set of samples that a window can hold.
pub(super) struct Slides<const W: usize, const F: usize> {
    length: Duration,
    holds: Condition<W, F>,
    by_entity: BTreeMap<Entity, Slide<W, F>>,
}

impl<const W: usize, const F: usize> Slides<W, F> {
    pub(super) fn new(length: Duration, holds: Condition<W, F>) -> Self {
        Self { length, holds, by_entity: BTreeMap::new() }
    }

    /// Adds all samples of an entity at the instant `now`.
    pub(super) fn add(
        &mut self,
        now: Timestamp,
        entity: &Entity,
        samples: Vec<Sample<W, F>>,
    ) -> Vec<Closed> {
        let slide = self.by_entity.entry(entity.clone()).or_insert_with(Slide::new);
        let mut closed = slide.pass(Some(now), self.length, self.holds);
        slide.leave(now, self.length);
        let added = samples.len();
        for sample in samples {
            slide.window.add(sample);
        }
        closed.extend(slide.judge(added, self.holds));
        closed.into_iter().map(|draft| (entity.clone(), draft)).collect()
    }

    /// Lets time pass until `now`, or until every window is empty.
    pub(super) fn settle(&mut self, now: Option<Timestamp>) -> Vec<Closed> {
        let mut closed = Vec::new();
        self.by_entity.retain(|entity, slide| {
            let drafts = slide.pass(now, self.length, self.holds);
            closed.extend(drafts.into_iter().map(|draft| (entity.clone(), draft)));
            slide.window.first().is_some()
        });
        closed
    }
}

/// The window of one entity, and the finding that lasts.
struct Slide<const W: usize, const F: usize> {
    window: Window<W, F>,
    open: Option<Draft>,
}

impl<const W: usize, const F: usize> Slide<W, F> {
    fn new() -> Self {
        Self { window: Window::new(), open: None }
    }

    /// Lets go, one instant after the other, what is out of reach before `now`.
    fn pass(
        &mut self,
        now: Option<Timestamp>,
        length: Duration,
        holds: Condition<W, F>,
    ) -> Vec<Draft> {
        let mut closed = Vec::new();
        while let Some(first) = self.window.first()
            && now.is_none_or(|now| first + length < now)
        {
            self.remove_instant(first);
            closed.extend(self.judge(0, holds));
        }
        closed
    }

    /// Lets go what is out of reach from `now` on: no window ends between the two, so there is
    /// nothing to ask.
    fn leave(&mut self, now: Timestamp, length: Duration) {
        while let Some(first) = self.window.first()
            && first + length <= now
        {
            self.remove_instant(first);
        }
    }

    fn remove_instant(&mut self, at: Timestamp) {
        while self.window.first() == Some(at) {
            self.window.remove_first();
        }
    }

    /// Asks the condition, of which the newest `added` samples are not part yet; the finding that
    /// has just ended.
    fn judge(&mut self, added: usize, holds: Condition<W, F>) -> Option<Draft> {
        let first = self.window.first();
        let Some(first) = first.filter(|_| holds(&self.window)) else { return self.open.take() };
        let samples = self.window.samples();
        let known = if self.open.is_some() { samples.len().saturating_sub(added) } else { 0 };
        let draft = self.open.get_or_insert_with(|| Draft::new(first));
        for sample in samples.range(known..) {
            draft.add(sample.at, &sample.uuid);
        }
        None
    }
}

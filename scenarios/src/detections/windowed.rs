//! Rules about what happens to one entity within a length of time.

use std::collections::BTreeMap;

use clock::Timestamp;

use super::bins::Bins;
use super::detector::Detector;
use super::entity::Entity;
use super::event::Event;
use super::hit::{Draft, Hit, Reading};
use super::rule::{Rule, Span};
use super::slides::Slides;
use super::window::{Pick, Sample, Window};

/// Fires for every entity for which a condition holds over a window; for a rule that bins, also
/// for every bin over which it holds.
pub(super) struct Windowed<const W: usize, const F: usize, I> {
    rule: &'static Rule,
    counts: fn(&Event) -> bool,
    pick: fn(&Event) -> I,
    slides: Slides<W, F>,
    /// Nothing for a rule that does not bin.
    bins: Option<Bins<W, F>>,
}

/// When a window is a finding.
pub(super) type Condition<const W: usize, const F: usize> = fn(&Window<W, F>) -> bool;

/// A finding about an entity that will not grow any more.
pub(super) type Closed = (Entity, Draft);

impl<const W: usize, const F: usize, I> Windowed<W, F, I>
where
    I: IntoIterator<Item = Pick<W, F>> + 'static,
{
    /// A rule from which events it looks at, what it takes from each of them and for whom, and
    /// the condition.
    pub(super) fn start(
        rule: &'static Rule,
        counts: fn(&Event) -> bool,
        pick: fn(&Event) -> I,
        holds: Condition<W, F>,
    ) -> Box<dyn Detector> {
        let length = rule.span.length();
        let bins = matches!(rule.span, Span::Bins(_)).then(|| Bins::new(length, holds));
        Box::new(Self { rule, counts, pick, slides: Slides::new(length, holds), bins })
    }

    /// What is picked from the events of one instant, by entity.
    fn picked(&self, events: &[Event]) -> BTreeMap<Entity, Vec<Sample<W, F>>> {
        let mut picked: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for event in events.iter().filter(|event| (self.counts)(event)) {
            for Pick { entity, words, flags } in (self.pick)(event) {
                let uuid = event.uuid.clone();
                let sample = Sample { at: event.published, uuid, words, flags };
                picked.entry(entity).or_default().push(sample);
            }
        }
        picked
    }

    fn report(&self, reading: Reading, closed: Vec<Closed>, hits: &mut Vec<Hit>) {
        let hit = |(entity, draft): Closed| draft.into_hit(self.rule, reading, entity);
        hits.extend(closed.into_iter().map(hit));
    }
}

impl<const W: usize, const F: usize, I> Detector for Windowed<W, F, I>
where
    I: IntoIterator<Item = Pick<W, F>> + 'static,
{
    fn observe(&mut self, now: Timestamp, events: &[Event], hits: &mut Vec<Hit>) {
        for (entity, samples) in self.picked(events) {
            if let Some(bins) = &mut self.bins {
                let closed = bins.add(now, &entity, &samples);
                self.report(Reading::Binned, closed, hits);
            }
            let closed = self.slides.add(now, &entity, samples);
            self.report(Reading::AnyWindow, closed, hits);
        }
    }

    fn settle(&mut self, now: Timestamp, hits: &mut Vec<Hit>) {
        let closed = self.slides.settle(Some(now));
        self.report(Reading::AnyWindow, closed, hits);
        if let Some(bins) = &mut self.bins {
            let closed = bins.settle(Some(now));
            self.report(Reading::Binned, closed, hits);
        }
    }

    fn finish(&mut self, hits: &mut Vec<Hit>) {
        let closed = self.slides.settle(None);
        self.report(Reading::AnyWindow, closed, hits);
        if let Some(bins) = &mut self.bins {
            let closed = bins.settle(None);
            self.report(Reading::Binned, closed, hits);
        }
    }
}

//! Bins of time, one for each entity.

use std::collections::BTreeMap;
use std::time::Duration;

use clock::Timestamp;

use super::entity::Entity;
use super::hit::Draft;
use super::window::{Sample, Window};
use super::windowed::{Closed, Condition};

/// The reading of a rule that cuts time itself (`DATE_TRUNC`, `bin`, `bucket`): does the condition
/// hold over a whole bin? Bins are aligned with the epoch, and asked when they are over.
pub(super) struct Bins<const W: usize, const F: usize> {
    length: Duration,
    holds: Condition<W, F>,
    by_entity: BTreeMap<Entity, Bin<W, F>>,
}

impl<const W: usize, const F: usize> Bins<W, F> {
    pub(super) fn new(length: Duration, holds: Condition<W, F>) -> Self {
        Self { length, holds, by_entity: BTreeMap::new() }
    }

    /// Adds all samples of an entity at the instant `now`.
    pub(super) fn add(
        &mut self,
        now: Timestamp,
        entity: &Entity,
        samples: &[Sample<W, F>],
    ) -> Vec<Closed> {
        let start = bin_start(now, self.length);
        let bin = self.by_entity.entry(entity.clone()).or_insert_with(|| Bin::new(start));
        let mut closed = Vec::new();
        if bin.start < start {
            let whole = std::mem::replace(bin, Bin::new(start));
            closed.extend(whole.judge(self.holds).map(|draft| (entity.clone(), draft)));
        }
        for sample in samples {
            bin.window.add(sample.clone());
        }
        closed
    }

    /// Closes the bins that are over at `now`, or all.
    pub(super) fn settle(&mut self, now: Option<Timestamp>) -> Vec<Closed> {
        let mut closed = Vec::new();
        self.by_entity.retain(|entity, bin| {
            let over = now.is_none_or(|now| bin.start + self.length <= now);
            if over {
                closed.extend(bin.judge(self.holds).map(|draft| (entity.clone(), draft)));
            }
            !over
        });
        closed
    }
}

struct Bin<const W: usize, const F: usize> {
    start: Timestamp,
    window: Window<W, F>,
}

impl<const W: usize, const F: usize> Bin<W, F> {
    fn new(start: Timestamp) -> Self {
        Self { start, window: Window::new() }
    }

    fn judge(&self, holds: Condition<W, F>) -> Option<Draft> {
        let found = self.window.count() > 0 && holds(&self.window);
        let samples = self.window.samples().iter().map(|sample| (sample.at, &sample.uuid));
        Draft::of(samples).filter(|_| found)
    }
}

fn bin_start(at: Timestamp, length: Duration) -> Timestamp {
    let length = i64::try_from(length.as_millis()).unwrap_or(i64::MAX).max(1);
    Timestamp::from_millis(at.as_millis().div_euclid(length) * length)
}

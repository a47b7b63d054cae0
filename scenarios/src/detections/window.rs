//! What of one entity lies within a length of time.

use std::collections::VecDeque;
use std::time::Duration;

use clock::Timestamp;

use super::entity::Entity;
use super::event::Word;
use super::tally::Tally;

/// What a rule takes from one event: for whom, `W` values that it counts, and `F` marks.
pub(super) struct Pick<const W: usize, const F: usize> {
    pub(super) entity: Entity,
    pub(super) words: [Option<Word>; W],
    pub(super) flags: [bool; F],
}

impl<const W: usize> Pick<W, 0> {
    /// Values only.
    pub(super) fn words(entity: Entity, words: [Option<Word>; W]) -> Self {
        Self { entity, words, flags: [] }
    }
}

impl<const F: usize> Pick<0, F> {
    /// Marks only.
    pub(super) fn flags(entity: Entity, flags: [bool; F]) -> Self {
        Self { entity, words: [], flags }
    }
}

impl Pick<0, 0> {
    /// The event itself.
    pub(super) fn entity(entity: Entity) -> Self {
        Self { entity, words: [], flags: [] }
    }
}

/// A pick with its event.
#[derive(Clone, Debug)]
pub(super) struct Sample<const W: usize, const F: usize> {
    pub(super) at: Timestamp,
    pub(super) uuid: Word,
    pub(super) words: [Option<Word>; W],
    pub(super) flags: [bool; F],
}

/// The samples of one entity within a length of time, counted while they come and go.
#[derive(Debug)]
pub(super) struct Window<const W: usize, const F: usize> {
    samples: VecDeque<Sample<W, F>>,
    tallies: [Tally; W],
    flagged: [usize; F],
}

impl<const W: usize, const F: usize> Window<W, F> {
    pub(super) fn new() -> Self {
        Self {
            samples: VecDeque::new(),
            tallies: std::array::from_fn(|_| Tally::default()),
            flagged: [0; F],
        }
    }

    /// Adds a sample that is not before those already there. Of more than [`SAMPLES_MAX`] the
    /// oldest goes.
    pub(super) fn add(&mut self, sample: Sample<W, F>) {
        if self.samples.len() == SAMPLES_MAX {
            self.remove_first();
        }
        for (tally, word) in self.tallies.iter_mut().zip(&sample.words) {
            if let Some(word) = word {
                tally.add(word);
            }
        }
        for (count, flag) in self.flagged.iter_mut().zip(sample.flags) {
            *count += usize::from(flag);
        }
        self.samples.push_back(sample);
    }

    pub(super) fn remove_first(&mut self) {
        let Some(sample) = self.samples.pop_front() else { return };
        for (tally, word) in self.tallies.iter_mut().zip(&sample.words) {
            if let Some(word) = word {
                tally.remove(word);
            }
        }
        for (count, flag) in self.flagged.iter_mut().zip(sample.flags) {
            *count -= usize::from(flag);
        }
    }

    /// When the oldest sample was.
    pub(super) fn first(&self) -> Option<Timestamp> {
        self.samples.front().map(|sample| sample.at)
    }

    /// Samples, oldest first.
    pub(super) fn samples(&self) -> &VecDeque<Sample<W, F>> {
        &self.samples
    }

    /// Number of samples.
    pub(super) fn count(&self) -> usize {
        self.samples.len()
    }

    /// The values at one place.
    pub(super) fn tally(&self, word: usize) -> &Tally {
        &self.tallies[word]
    }

    /// Different values at one place; absent ones do not count.
    pub(super) fn distinct(&self, word: usize) -> usize {
        self.tallies[word].distinct()
    }

    /// Samples with this mark.
    pub(super) fn flagged(&self, flag: usize) -> usize {
        self.flagged[flag]
    }

    /// Samples with this mark, oldest first.
    pub(super) fn with_flag(&self, flag: usize) -> impl Iterator<Item = &Sample<W, F>> {
        self.samples.iter().filter(move |sample| sample.flags[flag])
    }

    /// From the oldest sample to the newest.
    pub(super) fn duration(&self) -> Duration {
        let (first, last) = (self.samples.front(), self.samples.back());
        first.zip(last).map_or(Duration::ZERO, |(first, last)| last.at.since(first.at))
    }
}

/// Samples of one entity that a window holds: 55 a second for an hour.
const SAMPLES_MAX: usize = 200_000;

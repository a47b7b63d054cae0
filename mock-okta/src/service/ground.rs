//! What happens in an org, apart from who asks for it.

use std::ops::Range;
use std::sync::Arc;

use clock::{Seed, Timestamp};

use crate::attacks::Director;
use crate::history::History;
use crate::log::{Log, Records, Source, minute_of};
use crate::traffic::{Busyness, Procedural, Volume};
use crate::world::World;

use super::build_error::BuildError;
use super::builder::Builder;

/// The people of an org, and everything that they and others will do.
#[derive(Debug)]
pub(crate) struct Ground {
    builder: Builder,
    seed: Seed,
    world: Arc<World>,
    start: Timestamp,
    director: Director,
}

impl Builder {
    /// Everything that is published from the start of `span` on and before its end, in an org that
    /// was there long before; the offsets of its attacks count from the start of the span.
    ///
    /// # Errors
    /// When a value is out of its range, or the span is empty; everything wrong is named.
    pub fn generate(self, span: Range<Timestamp>) -> Result<History, BuildError> {
        let mut mistakes = match self.check() {
            Ok(()) => Vec::new(),
            Err(wrong) => wrong.mistakes().to_vec(),
        };
        if span.start < Timestamp::EPOCH {
            mistakes.push("from: not before 1970".to_owned());
        }
        if span.is_empty() {
            mistakes.push("until: must be later than from".to_owned());
        }
        if !mistakes.is_empty() {
            return Err(BuildError::new(mistakes));
        }
        // What began before the span can end in it.
        let ground = self.history(Self::LEAD).ground(span.start);
        Ok(History::new(ground, span))
    }

    /// The same org, put on its ground at `start`.
    pub(super) fn ground(&self, start: Timestamp) -> Ground {
        let seed = Seed::new(self.seed);
        let world = Arc::new(self.world());
        let director = Director::new(Arc::clone(&world), &seed, (self.commit_lag, self.volume()));
        // The earliest first: later ones know of it.
        let mut attacks: Vec<_> = self.attacks.iter().collect();
        attacks.sort_by_key(|attack| attack.time.moment(start));
        for attack in attacks {
            director.give(attack.kind, attack.parameters.clone(), attack.time.moment(start));
        }
        Ground { builder: self.clone(), seed, world, start, director }
    }

    /// Who works there.
    pub(crate) fn world(&self) -> World {
        World::with_engine(&Seed::new(self.seed), self.people(), self.engine)
    }

    fn volume(&self) -> Volume {
        let busyness = self.events_per_day.map_or(Busyness::Usual, Busyness::EventsPerDay);
        busyness.volume(self.people(), self.engine)
    }
}

impl Ground {
    /// A log of it. All of them hold the same, each with caches of its own.
    pub(crate) fn log(&self) -> Log {
        let (builder, world) = (&self.builder, &self.world);
        let minute = minute_of(self.start - builder.history);
        let mut begin = Timestamp::from_millis(minute * 60_000);
        let mut sources: Vec<Arc<dyn Source>> = Vec::new();
        if world.users() > 0 {
            let (world, lag, volume) = (Arc::clone(world), builder.commit_lag, builder.volume());
            let since = (minute, self.director.history().clone());
            sources.push(Arc::new(Procedural::new(world, &self.seed, lag, volume, since)));
        }
        let injects = builder.injects.iter();
        let injected = injects.flat_map(|inject| inject.records(self.start)).collect();
        for records in [builder.replay.records(self.start), injected].map(Records::new) {
            if let Some(first) = records.begin() {
                begin = begin.min(first);
                sources.push(Arc::new(records));
            }
        }
        sources.push(Arc::clone(self.director.campaigns()) as Arc<dyn Source>);
        Log::new(sources, begin)
    }

    /// About how many events an ordinary working day has.
    pub(crate) fn events_per_day(&self) -> u64 {
        self.builder.volume().events(self.world.users(), self.world.engine())
    }

    /// Who attacks it.
    pub(crate) fn director(&self) -> &Director {
        &self.director
    }

    /// Who works there, and who attacks it.
    pub(super) fn into_parts(self) -> (Arc<World>, Director) {
        (self.world, self.director)
    }
}

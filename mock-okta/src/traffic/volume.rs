//! How busy the org is for its size.

use crate::world::Engine;

use super::timetable::events_per_million_people;

/// A factor on everything that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Volume {
    per_million: u64,
}

impl Volume {
    /// The volume that makes `users` people in an org on `engine` cause about `events` events on a
    /// working day.
    pub(crate) fn events_per_day(events: u64, users: u32, engine: Engine) -> Self {
        let natural = u64::from(users) * events_per_million_people(engine) / 1_000_000;
        let natural = natural.max(1);
        Self { per_million: (u128::from(events) * 1_000_000 / u128::from(natural)) as u64 }
    }

    /// How many rounds of working days are laid over each other.
    pub(crate) fn passes(self) -> u32 {
        self.per_million.div_ceil(1_000_000) as u32
    }

    /// Whether the working day that `key` stands for takes place in round `pass`: the last
    /// round is thinned out, day by day rather than event by event, so that nobody opens apps
    /// without having signed in.
    pub(crate) fn keeps(self, pass: u32, key: u64) -> bool {
        let left = self.per_million - u64::from(pass) * 1_000_000;
        left >= 1_000_000 || key % 1_000_000 < left
    }

    /// How many events `users` people in an org on `engine` then cause on a working day.
    pub(crate) fn events(self, users: u32, engine: Engine) -> u64 {
        self.scale(u128::from(users) * u128::from(events_per_million_people(engine)) / 1_000_000)
    }

    /// `count` scaled.
    pub(crate) fn scale(self, count: u128) -> u64 {
        (count * u128::from(self.per_million) / 1_000_000) as u64
    }
}

impl Default for Volume {
    fn default() -> Self {
        Self { per_million: 1_000_000 }
    }
}

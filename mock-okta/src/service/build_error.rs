//! What no org can be made from.

use crate::attacks::Director;
use crate::faults::{Faults, InjectSpec};
use crate::world::World;

use super::builder::Builder;

impl Builder {
    /// Says whether an org can be made from this.
    ///
    /// # Errors
    /// When a value is out of its range; every such value is named.
    pub fn check(&self) -> Result<(), BuildError> {
        let mistakes = self.mistakes();
        if mistakes.is_empty() { Ok(()) } else { Err(BuildError { mistakes }) }
    }

    fn mistakes(&self) -> Vec<String> {
        let mut mistakes = Vec::new();
        let mut expect = |holds: bool, mistake: &str| {
            if !holds {
                mistakes.push(mistake.to_owned());
            }
        };
        expect(
            self.users.is_none_or(|users| (1..=World::USERS_MAX).contains(&users)),
            "users: between 1 and 1000000",
        );
        expect(self.history <= Self::HISTORY_MAX, "history: at most 400 days");
        for mistake in self.limits().mistakes() {
            expect(false, &mistake);
        }
        expect(
            self.events_per_day.is_none() || self.users.is_some() || self.replay.is_empty(),
            "events_per_day: needs users when something is replayed",
        );
        expect(
            self.attacks.is_empty() || self.people() > 0,
            "attack: needs users; nobody works in an org that only replays",
        );
        let busiest = u64::from(self.people()) * Self::EVENTS_PER_PERSON_MAX;
        expect(
            self.events_per_day.is_none_or(|events| events <= busiest.max(1)),
            "events_per_day: at most 2000 for each person; raise users",
        );
        if self.attacks.len() > Director::RUNS_MAX {
            mistakes.push(format!("attack: at most {}", Director::RUNS_MAX));
        }
        if self.faults.len() > Faults::MAX {
            mistakes.push(format!("fault: at most {}", Faults::MAX));
        }
        let wrong = self.faults.iter().filter_map(|fault| fault.address.mistake());
        mistakes.extend(wrong.map(|mistake| format!("fault: {mistake}")));
        let wrong = self.injects.iter().filter_map(InjectSpec::mistake);
        mistakes.extend(wrong.map(|mistake| format!("inject: {mistake}")));
        mistakes
    }
}

/// Values that no org can be made from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", mistakes.join("; "))]
pub struct BuildError {
    mistakes: Vec<String>,
}

impl BuildError {
    pub(super) fn new(mistakes: Vec<String>) -> Self {
        Self { mistakes }
    }

    /// Each mistake as `name: what is expected`.
    pub fn mistakes(&self) -> &[String] {
        &self.mistakes
    }
}

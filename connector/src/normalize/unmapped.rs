//! People who are not in the identity map, counted in bounded memory.

use std::collections::HashSet;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::field::Text;
use super::identity::Identities;
use super::person::Person;

/// The people that were seen and are not in the map, as hashes of their ids. Two who share a
/// hash count once, which a number of people can bear.
#[derive(Clone, Debug, Default)]
pub(super) struct Unmapped(HashSet<u64, FixedState>);

impl Unmapped {
    /// Counts `person` if `known` says nothing about them. Somebody without an id is nobody.
    pub(super) fn see(&mut self, known: &Identities, person: &Person<'_>) {
        let Some(id) = person.user_id() else { return };
        let name = person.alternate_id.map(Text::text);
        let id = id.text();
        if known.find(&id, name.as_deref()).is_none() && self.0.len() < PEOPLE_MAX {
            self.0.insert(FixedState::default().hash_one(&*id));
        }
    }

    /// How many they are.
    pub(super) fn count(&self) -> u64 {
        self.0.len() as u64
    }
}

/// From here on it no longer matters how many they are: the map is not the org's.
const PEOPLE_MAX: usize = 100_000;

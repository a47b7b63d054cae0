//! People who were seen a moment ago: what somebody does is half a dozen events within a minute or
//! two, and everybody's name would be derived for each of them.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::world::{Person, World};

/// A cache of people, each of whom has one place in it that others have too.
pub(super) struct Faces(Box<[Mutex<Option<Arc<Person>>>]>);

impl Faces {
    /// Person `number` of `world`, which is always the same.
    pub(super) fn of(&self, world: &World, number: u32) -> Arc<Person> {
        let place = &self.0[number as usize % self.0.len()];
        let mut seen = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(person) = &*seen
            && person.number == number
        {
            return Arc::clone(person);
        }
        let person = Arc::new(world.person(number));
        *seen = Some(Arc::clone(&person));
        person
    }
}

impl Default for Faces {
    fn default() -> Self {
        Self((0..PLACES).map(|_| Mutex::default()).collect())
    }
}

impl fmt::Debug for Faces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faces")
    }
}

/// A megabyte at most; several times as many as are busy at once in an org of 100,000.
const PLACES: usize = 4_096;

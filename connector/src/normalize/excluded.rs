//! How many records were left out, by type.

use foldhash::fast::FixedState;
use indexmap::IndexMap;

use super::output::Exclusion;

/// How many records of one type were left out, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Excluded {
    /// The type is not ingested.
    pub not_in_catalogue: u64,
    /// The type is, but the record names nobody.
    pub not_attributable: u64,
}

impl Excluded {
    /// Both reasons together.
    pub const fn total(self) -> u64 {
        self.not_in_catalogue + self.not_attributable
    }

    /// The sum of two counts.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            not_in_catalogue: self.not_in_catalogue + other.not_in_catalogue,
            not_attributable: self.not_attributable + other.not_attributable,
        }
    }
}

/// Records left out, by Okta's event type. Types come from outside: of more than 1,000 different
/// ones the rest is counted as `other`, and what is kept of a name is 255 bytes long at most.
#[derive(Clone, Debug, Default)]
pub struct ExcludedCounts {
    by_type: IndexMap<Vec<u8>, Excluded, FixedState>,
}

impl ExcludedCounts {
    /// The types that were seen, and how often, in no order that means anything. A name that is
    /// no UTF-8, which JSON can spell, is shown with replacement characters.
    pub fn iter(&self) -> impl Iterator<Item = (std::borrow::Cow<'_, str>, Excluded)> {
        let seen = self.by_type.iter().filter(|(_, counts)| counts.total() > 0);
        seen.map(|(name, counts)| (String::from_utf8_lossy(name), *counts))
    }

    /// The counts of one type.
    pub fn of(&self, event_type: &str) -> Excluded {
        self.by_type.get(event_type.as_bytes()).copied().unwrap_or_default()
    }

    /// The counts of all types together.
    pub fn total(&self) -> Excluded {
        self.by_type.values().fold(Excluded::default(), |sum, counts| sum.and(*counts))
    }

    /// Adds what `other` counted.
    pub fn absorb(&mut self, other: &Self) {
        for (name, counts) in &other.by_type {
            let mine = self.slot(name);
            *mine = mine.and(*counts);
        }
    }

    /// Forgets the counts, and keeps the names for the next page: orgs repeat themselves.
    pub(super) fn clear(&mut self) {
        self.by_type.values_mut().for_each(|counts| *counts = Excluded::default());
    }

    pub(super) fn count(&mut self, event_type: &[u8], reason: Exclusion) {
        let counts = self.slot(event_type);
        match reason {
            Exclusion::NotInCatalogue => counts.not_in_catalogue += 1,
            Exclusion::NotAttributable => counts.not_attributable += 1,
        }
    }

    fn slot(&mut self, event_type: &[u8]) -> &mut Excluded {
        let name = &event_type[..event_type.len().min(NAME_BYTES_MAX)];
        let at = match self.by_type.get_index_of(name) {
            Some(at) => at,
            None => self.insert(name),
        };
        &mut self.by_type[at]
    }

    #[cold]
    fn insert(&mut self, name: &[u8]) -> usize {
        let name = if self.by_type.len() < NAMES_MAX { name } else { OTHER };
        let entry = self.by_type.entry(name.to_vec());
        let at = entry.index();
        entry.or_default();
        at
    }
}

/// Names that are told apart.
const NAMES_MAX: usize = 1_000;

/// What is kept of a name (facts 7.1 give 255 characters).
const NAME_BYTES_MAX: usize = 255;

const OTHER: &[u8] = b"other";

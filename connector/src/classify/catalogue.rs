//! The catalogue of event types (normalization, section 1).

use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use foldhash::fast::FixedState;

use super::entry::Entry;
use super::tables::{DETECTION, SEED};

/// The types that are ingested. Cheap to clone.
///
/// ```
/// use connector::classify::{BuiltIn, Catalogue, Entry, EventType, SignalType};
///
/// let catalogue = Catalogue::seed();
/// let entry = catalogue.find(b"user.account.lock").unwrap();
/// assert_eq!(entry.event_type, EventType::Auth);
/// assert!(catalogue.find(b"USER.ACCOUNT.LOCK").is_none());
///
/// let more = Entry::added("zone.create", EventType::Admin, SignalType::CoreIam).unwrap();
/// let catalogue = Catalogue::new(BuiltIn::Detection, [more], ["user.account.lock"]);
/// assert!(catalogue.find(b"zone.create").is_some());
/// assert!(catalogue.find(b"user.account.lock").is_none());
/// ```
#[derive(Clone, Debug)]
pub struct Catalogue(Arc<Table>);

#[derive(Debug)]
struct Table {
    /// Sorted by `okta_type`.
    entries: Vec<Entry>,
    /// By name, into `entries`. The state of the hash may be fixed, because the names in here
    /// come from the program and its configuration: events are only looked up.
    by_name: HashMap<Cow<'static, [u8]>, usize, FixedState>,
}

impl Catalogue {
    /// The table of the customer's text, with the types that Okta really logs beside the two
    /// names in it that Okta does not know.
    pub fn seed() -> Self {
        static TABLE: LazyLock<Catalogue> =
            LazyLock::new(|| Catalogue::new(BuiltIn::Seed, [], NOTHING));
        TABLE.clone()
    }

    /// A built-in table with what a configuration adds and switches off. A built-in type keeps
    /// its built-in entry; what is switched off is off even if it is added.
    pub fn new(
        built_in: BuiltIn,
        added: impl IntoIterator<Item = Entry>,
        switched_off: impl IntoIterator<Item: Borrow<str>>,
    ) -> Self {
        let mut entries: BTreeMap<Cow<'static, str>, Entry> = BTreeMap::new();
        for entry in added.into_iter().chain(built_in.entries().cloned()) {
            entries.insert(entry.okta_type.clone(), entry);
        }
        for okta_type in switched_off {
            entries.remove(okta_type.borrow());
        }
        let entries: Vec<_> = entries.into_values().collect();
        let name = |entry: &Entry| match &entry.okta_type {
            Cow::Borrowed(name) => Cow::Borrowed(name.as_bytes()),
            Cow::Owned(name) => Cow::Owned(name.clone().into_bytes()),
        };
        let by_name = entries.iter().enumerate().map(|(at, entry)| (name(entry), at)).collect();
        Self(Arc::new(Table { entries, by_name }))
    }

    /// The entry for an `eventType`, compared byte for byte.
    pub fn find(&self, okta_type: &[u8]) -> Option<&Entry> {
        self.0.by_name.get(okta_type).map(|at| &self.0.entries[*at])
    }

    /// Every entry, sorted by Okta's name.
    pub fn entries(&self) -> &[Entry] {
        &self.0.entries
    }
}

/// A catalogue to start from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BuiltIn {
    /// The customer's tables.
    #[default]
    Seed,
    /// These, and the types that detection rules need.
    Detection,
}

impl BuiltIn {
    /// Every built-in catalogue.
    pub const ALL: [Self; 2] = [Self::Seed, Self::Detection];

    /// The name in configuration files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seed => "seed",
            Self::Detection => "detection",
        }
    }

    /// The built-in catalogue with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|this| this.name() == name)
    }

    /// Whether it has a type of this name.
    pub fn has(self, okta_type: &str) -> bool {
        self.names().any(|name| name == okta_type)
    }

    /// Okta's names of its types, one table after the other.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.entries().map(|entry| &*entry.okta_type)
    }

    /// Its entries, one table after the other.
    fn entries(self) -> impl Iterator<Item = &'static Entry> {
        let more = match self {
            Self::Seed => &[],
            Self::Detection => DETECTION,
        };
        SEED.iter().chain(more.iter().map(|(entry, _)| entry))
    }
}

/// Nothing is switched off.
const NOTHING: [&str; 0] = [];

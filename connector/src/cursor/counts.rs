//! Counts by name, in bounded space.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::normalize::{Drift, ExcludedCounts};

/// What is counted by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counter {
    /// Records left out by an event type that the catalogue does not know.
    NotInCatalogue,
    /// Records of ingested types that name nobody.
    NotAttributable,
    /// Fields with a type that is not due.
    DriftType,
    /// Fields with a value that is not known.
    DriftValue,
}

impl Counter {
    /// Every counter.
    pub const ALL: [Self; 4] =
        [Self::NotInCatalogue, Self::NotAttributable, Self::DriftType, Self::DriftValue];

    /// The stable name, in the state store and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotInCatalogue => "not_in_catalogue",
            Self::NotAttributable => "not_attributable",
            Self::DriftType => "drift_type",
            Self::DriftValue => "drift_value",
        }
    }

    /// How many names of it are kept (architecture, section 2.4).
    pub const fn names_max(self) -> usize {
        match self {
            // Whoever writes the log invents these.
            Self::NotInCatalogue | Self::DriftValue => OUTSIDE_NAMES_MAX,
            // The catalogue, and the fields that are read, are the bound of these.
            Self::NotAttributable | Self::DriftType => OWN_NAMES_MAX,
        }
    }
}

/// What a count belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The event type, or the path of the field.
    pub subject: String,
    /// The type or the value that was seen in a field; empty for an event type.
    pub seen: String,
}

impl Name {
    /// A name of which what came from outside is cut to 255 bytes.
    pub fn new(subject: &str, seen: &str) -> Self {
        Self { subject: cut(subject).to_owned(), seen: cut(seen).to_owned() }
    }
}

/// The names that come most often, of a stream with any number of different ones.
///
/// At most `names_max` names are kept. Whenever there are more, the count of the first one too
/// many is taken off every name, and whoever has nothing left goes: the summary of Misra and
/// Gries (1982), merged page by page as in *Mergeable Summaries* (Agarwal et al., PODS 2012).
/// What was taken off is counted as `other`. So, whatever the order of the stream:
///
/// * counts and `other` add up to everything that was counted;
/// * no count is too high, and none is too low by more than [`Frequent::missing_max`];
/// * a name with a share above 1 ÷ (`names_max` + 1) of the stream is kept, however late it
///   came.
///
/// ```
/// use connector::cursor::Frequent;
///
/// let mut types = Frequent::new(2);
/// types.absorb([("a", 7), ("b", 3)]);
/// types.absorb([("c", 1), ("a", 1)]);
/// assert_eq!(types.top(), [(&"a", 7), (&"b", 2)]);
/// assert_eq!((types.other(), types.total()), (3, 12));
/// assert_eq!(types.missing_max(), 1, "`a` came 7 or 8 times");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frequent<N> {
    names_max: usize,
    counts: BTreeMap<N, u64>,
    other: u64,
}

impl<N: Ord> Frequent<N> {
    /// Nothing counted; room for `names_max` names.
    pub fn new(names_max: usize) -> Self {
        Self { names_max, counts: BTreeMap::new(), other: 0 }
    }

    /// What was counted before.
    pub(super) fn stored(names_max: usize, counts: BTreeMap<N, u64>, other: u64) -> Self {
        Self { names_max, counts, other }
    }

    /// Adds the counts of a page. Takes memory for the names of the page besides those that
    /// are kept.
    pub fn absorb(&mut self, page: impl IntoIterator<Item = (N, u64)>) {
        for (name, count) in page.into_iter().filter(|(_, count)| *count > 0) {
            match self.counts.entry(name) {
                Entry::Occupied(mut known) => {
                    let sum = known.get().saturating_add(count);
                    known.insert(sum);
                }
                Entry::Vacant(new) => {
                    new.insert(count);
                }
            }
        }
        if self.counts.len() <= self.names_max {
            return;
        }
        let mut counts: Vec<u64> = self.counts.values().copied().collect();
        let (_, first_too_many, _) =
            counts.select_nth_unstable_by(self.names_max, |one, other| other.cmp(one));
        let taken_off = *first_too_many;
        self.counts.retain(|_, count| {
            self.other = self.other.saturating_add(taken_off.min(*count));
            *count = count.saturating_sub(taken_off);
            *count > 0
        });
    }

    /// The names that are kept, in their order.
    pub fn counts(&self) -> &BTreeMap<N, u64> {
        &self.counts
    }

    /// The names that are kept, the most frequent first.
    pub fn top(&self) -> Vec<(&N, u64)> {
        let mut top: Vec<_> = self.counts.iter().map(|(name, count)| (name, *count)).collect();
        // Stable: equal counts stay in the order of their names.
        top.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        top
    }

    /// What is counted under no name.
    pub const fn other(&self) -> u64 {
        self.other
    }

    /// How much of `other` may belong to any one name.
    pub const fn missing_max(&self) -> u64 {
        self.other / (self.names_max as u64 + 1)
    }

    /// Everything that was counted.
    pub fn total(&self) -> u64 {
        self.counts.values().fold(self.other, |sum, count| sum.saturating_add(*count))
    }
}

/// What normalizing one page counted.
pub(super) fn of_page(
    excluded: &ExcludedCounts,
    drift: &Drift,
) -> BTreeMap<Counter, BTreeMap<Name, u64>> {
    let mut counted: BTreeMap<_, BTreeMap<_, u64>> = BTreeMap::new();
    let mut add = |counter: Counter, subject: &str, seen: &str, count: u64| {
        if count > 0 {
            let names = counted.entry(counter).or_default();
            *names.entry(Name::new(subject, seen)).or_default() += count;
        }
    };
    for (event_type, excluded) in excluded.iter() {
        add(Counter::NotInCatalogue, &event_type, "", excluded.not_in_catalogue);
        add(Counter::NotAttributable, &event_type, "", excluded.not_attributable);
    }
    for ((path, kind), count) in drift.counts() {
        add(Counter::DriftType, path, kind.name(), count);
    }
    for (path, value, count) in drift.values() {
        add(Counter::DriftValue, path, value, count);
    }
    counted
}

/// The beginning of `text` that is kept, whole characters only.
fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(NAME_BYTES_MAX)]
}

/// Names of event types and values that are kept of one connection.
const OUTSIDE_NAMES_MAX: usize = 200;

/// Names that configuration and code bound: Okta knows about a thousand event types.
const OWN_NAMES_MAX: usize = 1_000;

/// What is kept of a name (facts 7.1 give an event type 255 characters).
const NAME_BYTES_MAX: usize = 255;

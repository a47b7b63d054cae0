//! `--drift`: what the input has that nobody ingests, or that Okta does not document.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::normalize::{Drift, ExcludedCounts};

/// What is reported. Names and values come from outside: a bounded number of them is told
/// apart, the rest is called `other`.
#[derive(Debug, Default)]
pub(super) struct DriftReport {
    pub(super) excluded: ExcludedCounts,
    pub(super) drift: Drift,
}

impl DriftReport {
    /// Adds that of a batch.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.excluded.absorb(&other.excluded);
        self.drift.absorb(&other.drift);
    }

    /// One line of JSON, in alphabetical order.
    pub(super) fn line(&self) -> Value {
        let (mut unknown, mut nobody) = (BTreeMap::new(), BTreeMap::new());
        for (name, excluded) in self.excluded.iter() {
            for (names, count) in [
                (&mut unknown, excluded.not_in_catalogue),
                (&mut nobody, excluded.not_attributable),
            ] {
                if count > 0 {
                    *names.entry(name.clone()).or_insert(0) += count;
                }
            }
        }
        let mut values: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for (field, value, count) in self.drift.values() {
            values.entry(field).or_default().insert(value, count);
        }
        let mut kinds: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for ((field, kind), count) in self.drift.counts() {
            kinds.entry(field).or_default().insert(kind.name(), count);
        }
        json!({ "drift": {
            "not_in_catalogue": unknown,
            "not_attributable": nobody,
            "unknown_values": values,
            "unexpected_types": kinds,
        }})
    }
}

//! How many records there were, and what became of them.

use serde_json::{Value, json};

use crate::normalize::Outcome;

/// The numbers of the summary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    read: u64,
    published: u64,
    excluded: u64,
    rejected: u64,
}

impl Counts {
    /// Counts one record.
    pub(super) fn note(&mut self, outcome: Outcome) {
        self.read += 1;
        match outcome {
            Outcome::Published => self.published += 1,
            Outcome::Excluded(_) => self.excluded += 1,
            Outcome::Rejected(_) => self.rejected += 1,
        }
    }

    /// Adds those of a batch.
    pub(super) fn add(&mut self, other: Self) {
        self.read += other.read;
        self.published += other.published;
        self.excluded += other.excluded;
        self.rejected += other.rejected;
    }

    /// The last line of standard error.
    pub(super) fn summary(self) -> Value {
        let Self { read, published, excluded, rejected } = self;
        json!({"read": read, "published": published, "excluded": excluded, "rejected": rejected})
    }
}

//! What is claimed about a run.

use super::verdict::Verdict;

/// One claim and its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The stable id: `delivery/lost`.
    pub id: &'static str,
    /// Whether it holds.
    pub verdict: Verdict,
    /// What was seen, in one line; with examples when it does not hold.
    pub detail: String,
}

impl Claim {
    pub(super) fn new(id: &'static str, verdict: Verdict, detail: impl Into<String>) -> Self {
        Self { id, verdict, detail: detail.into() }
    }
}

/// The numbers of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tallies {
    /// Events that had to be published.
    pub due: u64,
    /// Of these, those that were.
    pub published: u64,
    /// Of these, those that were not.
    pub lost: u64,
    /// Copies beyond the first of any event.
    pub duplicates: u64,
    /// Records that the mapping leaves out.
    pub excluded: u64,
    /// Records in the quarantine.
    pub quarantined: u64,
    /// Requests for the log.
    pub requests: u64,
}

impl std::ops::AddAssign for Tallies {
    fn add_assign(&mut self, other: Self) {
        self.due += other.due;
        self.published += other.published;
        self.lost += other.lost;
        self.duplicates += other.duplicates;
        self.excluded += other.excluded;
        self.quarantined += other.quarantined;
        self.requests += other.requests;
    }
}

//! What may be used once.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use clock::Timestamp;

/// Remembers names until they would be refused for their age anyway.
#[derive(Debug, Default)]
pub(crate) struct Replays {
    until: BTreeMap<Mark, Timestamp>,
    by_age: BTreeSet<(Timestamp, Mark)>,
}

/// What is remembered of a name, whatever its length.
type Mark = [u8; 32];

impl Replays {
    /// How many are remembered; of more, those that expire first are forgotten.
    pub(crate) const MARKS_MAX: usize = 100_000;

    /// Notes that `owner` used `name` at `now`; says whether it was the first time. Remembered
    /// until `until`.
    pub(crate) fn first_use(
        &mut self,
        [owner, name]: [&str; 2],
        now: Timestamp,
        until: Timestamp,
    ) -> bool {
        while let Some((oldest, mark)) = self.by_age.first().copied() {
            if oldest > now && self.until.len() < Self::MARKS_MAX {
                break;
            }
            self.by_age.remove(&(oldest, mark));
            self.until.remove(&mark);
        }
        let mark = mark(owner, name);
        if self.until.contains_key(&mark) {
            return false;
        }
        self.until.insert(mark, until);
        self.by_age.insert((until, mark));
        true
    }
}

fn mark(owner: &str, name: &str) -> Mark {
    let text = format!("{}:{owner}{name}", owner.len());
    let mut mark = [0; 32];
    mark.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
    mark
}

//! How far the log is surely known.

use std::collections::VecDeque;

use clock::Timestamp;

/// The median `published` of the last 100 records (polling rule 5).
///
/// Records come in the order in which Okta committed them, and `published` jumps in both
/// directions; the median is neither fooled by one late event nor by one from the future.
///
/// ```
/// use clock::Timestamp;
/// use connector::cursor::SafeTime;
///
/// let at = Timestamp::from_seconds;
/// let mut safe = SafeTime::new(Some(at(0)));
/// safe.add(&[at(100), at(3), at(101), at(102), at(9_999)], Some(at(103)));
/// assert_eq!(safe.value(), at(101));
/// ```
#[derive(Clone, Debug)]
pub struct SafeTime {
    before: Timestamp,
    last: VecDeque<Timestamp>,
}

impl SafeTime {
    /// Before any record the safe time is the one that was stored.
    pub fn new(stored: Option<Timestamp>) -> Self {
        Self { before: stored.unwrap_or(Timestamp::EPOCH), last: VecDeque::new() }
    }

    /// Adds the records of a page that the server sent at `date`: none can be later than that.
    pub fn add(&mut self, published: &[Timestamp], date: Option<Timestamp>) {
        for published in published {
            if self.last.len() == RECORDS {
                self.last.pop_front();
            }
            self.last.push_back((*published).min(date.unwrap_or(Timestamp::MAX)));
        }
    }

    /// The safe time.
    pub fn value(&self) -> Timestamp {
        let mut sorted: Vec<_> = self.last.iter().copied().collect();
        sorted.sort_unstable();
        sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(self.before)
    }
}

const RECORDS: usize = 100;

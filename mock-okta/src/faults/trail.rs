//! Where a request stands in what its client does: which walk, which attempt.

use std::collections::{BTreeMap, VecDeque};

use crate::query::Params;
use crate::service::Endpoint;

/// Where a request stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Step {
    /// Which walk through the log it belongs to, counted from 1; 0 for a request that goes on
    /// before any walk began, or that is not for the log.
    pub(crate) walk: u64,
    /// Which attempt of the same path and query it is, counted from 1.
    pub(crate) attempt: u64,
}

/// What is remembered of the clients.
#[derive(Debug)]
pub(crate) struct Trail {
    walks: u64,
    /// By cursor, the walk that it was given to.
    cursors: Recent,
    /// By path and query, how often it was asked for.
    attempts: Recent,
}

impl Trail {
    /// How many URLs, and how many cursors, are remembered; of those that were new longest ago
    /// nothing is known any more.
    pub(crate) const MAX: usize = 4_096;

    /// Notes that a request arrives, and says where it stands.
    pub(crate) fn arrive(&mut self, endpoint: Endpoint, target: &str, after: Option<&str>) -> Step {
        let attempt = self.attempts.find(target).unwrap_or_default() + 1;
        self.attempts.note(target, attempt);
        let walk = match (endpoint, after) {
            (Endpoint::Logs, None) => {
                self.walks += 1;
                self.walks
            }
            // A cursor from before this mock started belongs to whoever walks now.
            (Endpoint::Logs, Some(cursor)) => self.cursors.find(cursor).unwrap_or(self.walks),
            _ => 0,
        };
        Step { walk, attempt }
    }

    /// Notes that `walk` goes on at the URL `next`.
    pub(crate) fn leads(&mut self, walk: u64, next: &str) {
        let query = next.split_once('?').map_or("", |(_, query)| query);
        if let Some(cursor) = Params::parse(query).value("after") {
            self.cursors.note(cursor, walk);
        }
    }
}

impl Default for Trail {
    fn default() -> Self {
        let recent = || Recent { values: BTreeMap::new(), order: VecDeque::new() };
        Self { walks: 0, cursors: recent(), attempts: recent() }
    }
}

/// Numbers by text, of a bounded number of texts.
#[derive(Debug)]
struct Recent {
    values: BTreeMap<String, u64>,
    /// The texts, the one that was new longest ago first.
    order: VecDeque<String>,
}

impl Recent {
    fn find(&self, text: &str) -> Option<u64> {
        self.values.get(text).copied()
    }

    fn note(&mut self, text: &str, value: u64) {
        if let Some(known) = self.values.get_mut(text) {
            *known = value;
            return;
        }
        if self.order.len() >= Trail::MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.values.remove(&oldest);
        }
        self.order.push_back(text.to_owned());
        self.values.insert(text.to_owned(), value);
    }
}

//! Where a stream may go on.

use std::collections::VecDeque;
use std::time::Duration;

use clock::Timestamp;
use url::Url;

use super::policy::Policy;
use crate::fetch::Origin;

/// The links followed last, to notice a server that leads in a circle.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail(VecDeque<String>);

impl Trail {
    pub(super) fn contains(&self, link: &str) -> bool {
        self.0.iter().any(|seen| seen == link)
    }

    pub(super) fn push(&mut self, link: String) {
        if self.0.len() == TRAIL_MAX {
            self.0.pop_front();
        }
        self.0.push_back(link);
    }

    /// Forgets the last `count` links: they were not followed after all.
    pub(super) fn rewind(&mut self, count: usize) {
        self.0.truncate(self.0.len().saturating_sub(count));
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The first request of a stream that begins at `since`: a polling request (facts 1.2), with
/// no `until` that would make it a bounded one.
pub fn fresh(origin: &Origin, policy: &Policy, since: Timestamp) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("since", &since.to_string())
        .append_pair("limit", &policy.page_limit.to_string())
        .append_pair("sortOrder", "ASCENDING");
    if let Some(filter) = &policy.filter {
        query.append_pair("filter", filter);
    }
    origin.url(&format!("/api/v1/logs?{}", query.finish()))
}

/// The `limit` of a link; Okta's default when it names none.
pub(super) fn limit(link: &str) -> u32 {
    Url::parse(link)
        .ok()
        .and_then(|url| {
            let (_, value) = url.query_pairs().find(|(name, _)| name == "limit")?;
            value.parse().ok()
        })
        .unwrap_or(OKTA_LIMIT)
}

/// `link` with only its `limit` changed, byte for byte otherwise: the single edit of a link
/// that is permitted (polling rule 11).
pub(super) fn with_limit(link: &str, limit: u32) -> String {
    let Some((base, query)) = link.split_once('?') else {
        return format!("{link}?limit={limit}");
    };
    let mut found = false;
    let mut parts: Vec<String> = query
        .split('&')
        .map(|part| {
            if part.starts_with("limit=") {
                found = true;
                format!("limit={limit}")
            } else {
                part.to_owned()
            }
        })
        .collect();
    if !found {
        parts.push(format!("limit={limit}"));
    }
    format!("{base}?{}", parts.join("&"))
}

/// Smaller pages for a link that keeps timing out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shrink {
    /// Time-outs of the present link in a row.
    timeouts: u32,
    /// What `limit` is to be, instead of what the link says.
    limit: Option<u32>,
    /// What it was.
    usual: u32,
    /// Pages that came since it was changed.
    good: u32,
}

impl Shrink {
    /// The link to send for `link`.
    pub(super) fn apply(&self, link: &str) -> String {
        self.limit.map_or_else(|| link.to_owned(), |limit| with_limit(link, limit))
    }

    /// A request timed out.
    pub(super) fn timed_out(&mut self, link: &str) {
        self.timeouts += 1;
        self.good = 0;
        if self.timeouts.is_multiple_of(TIMEOUTS_MAX) {
            let present = self.limit.unwrap_or_else(|| limit(link));
            if self.limit.is_none() {
                self.usual = present;
            }
            self.limit = Some((present / 2).max(LIMIT_MIN.min(present)));
        }
    }

    /// A request failed in another way.
    pub(super) fn failed_otherwise(&mut self) {
        self.timeouts = 0;
    }

    /// A page came, with a link to go on. Links carry the limit they were asked with, so the
    /// usual one is put back by editing links until one of them has it.
    pub(super) fn page(&mut self, next: &str) {
        self.timeouts = 0;
        let Some(present) = self.limit else { return };
        if present == self.usual && limit(next) == self.usual {
            *self = Self::default();
            return;
        }
        self.good += 1;
        if self.good >= GOOD_PAGES {
            self.limit = Some(self.usual);
        }
    }
}

/// A clipped beginning (facts 1.6): Okta has nothing older.
pub(super) fn clipped(since: Timestamp, now: Timestamp, retention: Duration) -> Timestamp {
    since.max(now - retention)
}

/// Links that are remembered (polling rule 4).
const TRAIL_MAX: usize = 100;

/// `limit` when a request names none (facts 1.1).
const OKTA_LIMIT: u32 = 100;

/// Time-outs of one link before its pages are halved.
const TIMEOUTS_MAX: u32 = 3;

/// Pages are not made smaller than this.
const LIMIT_MIN: u32 = 10;

/// Pages that must come before the usual limit returns.
const GOOD_PAGES: u32 = 10;

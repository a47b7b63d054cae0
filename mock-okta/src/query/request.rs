//! From parameters to a question that the log can answer.

use std::time::Duration;

use clock::Timestamp;

use crate::log::{Bounds, Log, Order, Page, Position, read_descending_cursor};

use super::params::Params;

/// A valid request for a page of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LogQuery {
    pub(crate) mode: Mode,
    pub(crate) after: Option<Position>,
    pub(crate) limit: usize,
}

/// How the log is walked (facts 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// By `published`, between two moments.
    Bounded(Bounds),
    /// By commit, from `since` on, without end.
    Polling { since: Timestamp },
}

impl LogQuery {
    /// Reads `params` at `now`; `key` belongs to the org and is what its cursors are made with.
    pub(crate) fn parse(
        params: &Params,
        log: &Log,
        key: u64,
        now: Timestamp,
    ) -> Result<Self, QueryError> {
        for name in ["filter", "q"] {
            if params.value(name).is_some() {
                return Err(QueryError::Unsupported(name));
            }
        }
        let limit = match params.value("limit") {
            Some(limit) => limit
                .parse()
                .ok()
                .filter(|limit| *limit <= LIMIT_MAX)
                .ok_or(QueryError::BadLimit)?,
            None => LIMIT_DEFAULT,
        };
        let descending = match params.value("sortOrder") {
            None | Some("ASCENDING") => false,
            Some("DESCENDING") => true,
            Some(_) => return Err(QueryError::BadSortOrder),
        };
        let since = date(params, "since")?;
        let until = date(params, "until")?;
        let cursor = params.value("after");
        if cursor.is_none() && since.is_some_and(|since| since < now - SINCE_MAX) {
            return Err(QueryError::SinceTooOld);
        }
        let end = until.unwrap_or(now);
        // What is older than the retention is clipped, not refused (facts 1.6).
        let since = since.unwrap_or(end - SINCE_DEFAULT).max(now - RETENTION);
        let mode = if until.is_none() && !descending {
            Mode::Polling { since }
        } else {
            Mode::Bounded(Bounds { since, until: end, descending })
        };
        let after = cursor.map(|cursor| after(cursor, mode, log, (key, now))).transpose()?;
        Ok(Self { mode, after, limit })
    }

    /// The page that this asks for.
    pub(crate) fn page(&self, log: &Log, now: Timestamp) -> Page {
        match self.mode {
            Mode::Polling { since } => log.polled(self.after, since, self.limit, now),
            Mode::Bounded(bounds) => log.bounded(self.after, bounds, self.limit, now),
        }
    }
}

/// The place that a cursor stands for. One that this log never issued is refused.
fn after(
    cursor: &str,
    mode: Mode,
    log: &Log,
    (key, now): (u64, Timestamp),
) -> Result<Position, QueryError> {
    let (order, position) = match mode {
        Mode::Bounded(bounds) if bounds.descending => {
            (Order::Published, read_descending_cursor(key, cursor))
        }
        Mode::Bounded(_) => (Order::Published, cursor.parse().ok()),
        Mode::Polling { .. } => (Order::Commit, cursor.parse().ok()),
    };
    position.filter(|position| log.has(order, *position, now)).ok_or(QueryError::BadCursor)
}

/// Reads an RFC 3339 date-time, or a date alone as people do send (facts 1.1).
fn date(params: &Params, name: &'static str) -> Result<Option<Timestamp>, QueryError> {
    let Some(text) = params.value(name) else { return Ok(None) };
    let is_date = text.len() == 10 && !text.contains('T');
    let parsed = if is_date { format!("{text}T00:00:00Z").parse() } else { text.parse() };
    parsed.map(Some).map_err(|_| QueryError::BadDate(name))
}

/// Why a request makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum QueryError {
    /// `after` is no cursor of this log.
    #[error("the cursor is not one of this log")]
    BadCursor,
    /// `since` or `until` is no date.
    #[error("`{0}` is not a date-time")]
    BadDate(&'static str),
    /// `limit` is not a number from 0 to 1,000.
    #[error("`limit` is not a number from 0 to 1000")]
    BadLimit,
    /// `sortOrder` is something else.
    #[error("`sortOrder` is neither ASCENDING nor DESCENDING")]
    BadSortOrder,
    /// `since` lies more than 180 days back.
    #[error("`since` lies more than 180 days back")]
    SinceTooOld,
    /// A parameter that this version does not evaluate.
    #[error("`{0}` is not evaluated by this version")]
    Unsupported(&'static str),
}

/// Facts 1.1.
const LIMIT_DEFAULT: usize = 100;
const LIMIT_MAX: usize = 1_000;
const SINCE_DEFAULT: Duration = Duration::from_hours(7 * 24);
/// Facts 1.6.
const RETENTION: Duration = Duration::from_hours(90 * 24);
const SINCE_MAX: Duration = Duration::from_hours(180 * 24);

//! From parameters to a question that the log can answer.

use std::time::Duration;

use clock::Timestamp;

use crate::log::{
    Bounds, Log, Matching, Order, Page, Position, Take, read_descending_cursor, usual_shape,
};
use crate::switches::{DescendingOpen, LimitRange, LimitZero, SinceAfterUntil, Switches};

use super::filter::FilterError;
use super::keywords::KeywordError;
use super::params::Params;
use super::selection::Selection;

/// The org that is asked, at the moment at which it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) log: &'a Log,
    /// What its descending cursors are made with.
    pub(crate) key: u64,
    pub(crate) now: Timestamp,
    pub(crate) switches: Switches,
}

/// A valid request for a page of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LogQuery {
    pub(crate) mode: Mode,
    pub(crate) after: Option<Position>,
    pub(crate) limit: usize,
    /// Which records; all of them if nothing is said.
    pub(crate) selection: Option<Selection>,
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
    /// Reads `params`.
    pub(crate) fn parse(params: &Params, asked: &Asked<'_>) -> Result<Self, QueryError> {
        let limit = limit(params, &asked.switches)?;
        let mode = mode(params, asked)?;
        let after = params.value("after").map(|cursor| after(cursor, mode, asked)).transpose()?;
        let selection = Selection::parse(params)?;
        Ok(Self { mode, after, limit, selection })
    }

    /// The page that this asks for.
    pub(crate) fn page(&self, asked: &Asked<'_>) -> Page {
        let is;
        let mut take = Take { limit: self.limit, matching: None };
        if let Some(selection) = &self.selection {
            is = |record: &[u8]| selection.matches(record);
            take.matching = Some(Matching { is: &is, looks: SCANNED_MAX });
        }
        match self.mode {
            Mode::Polling { since } => {
                // A cursor says where to go on, whatever `since` says (facts 1.3).
                let from = self.after.map_or(since, |_| asked.now - RETENTION);
                asked.log.polled(self.after, from, take, asked.now)
            }
            Mode::Bounded(bounds) => asked.log.bounded(self.after, bounds, take, asked.now),
        }
    }
}

/// How many records a page may have (facts 1.1); what 0 and what is out of range mean is not
/// documented (facts 10).
fn limit(params: &Params, switches: &Switches) -> Result<usize, QueryError> {
    let Some(text) = params.value("limit") else { return Ok(LIMIT_DEFAULT) };
    let number: i128 = text.parse().map_err(|_| QueryError::BadLimit)?;
    let clamped = number.clamp(0, LIMIT_MAX as i128);
    if clamped != number && switches.limit_range() == LimitRange::Refused {
        return Err(QueryError::BadLimit);
    }
    Ok(match (clamped, switches.limit_zero()) {
        (0, LimitZero::DefaultPage) => LIMIT_DEFAULT,
        _ => clamped as usize,
    })
}

/// Polling, or bounded between two moments that make sense.
fn mode(params: &Params, asked: &Asked<'_>) -> Result<Mode, QueryError> {
    let Asked { now, switches, .. } = *asked;
    let descending = match params.value("sortOrder") {
        None | Some("ASCENDING") => false,
        Some("DESCENDING") => true,
        Some(_) => return Err(QueryError::BadSortOrder),
    };
    let (since, until) = (date(params, "since")?, date(params, "until")?);
    // Behind a cursor it no longer matters (facts 1.3).
    if params.value("after").is_none() && since.is_some_and(|since| since < now - SINCE_MAX) {
        return Err(QueryError::SinceTooOld);
    }
    let end = until.unwrap_or(now);
    // What is older than the retention is clipped, not refused (facts 1.6).
    let begin = since.unwrap_or(end - SINCE_DEFAULT).max(now - RETENTION);
    if until.is_none() && !descending {
        return Ok(Mode::Polling { since: begin });
    }
    // What this combination means is not documented (facts 10).
    if until.is_none() && switches.descending_open() == DescendingOpen::Refused {
        return Err(QueryError::DescendingOpen);
    }
    // Nor is this.
    let reversed = since.is_some_and(|since| since > end);
    if reversed && switches.since_after_until() == SinceAfterUntil::Refused {
        return Err(QueryError::SinceAfterUntil);
    }
    Ok(Mode::Bounded(Bounds { since: begin, until: end, descending }))
}

/// The place that a cursor stands for. One that this log never issued is refused; how, is for
/// [`Switches::bad_cursor`] to say.
fn after(cursor: &str, mode: Mode, asked: &Asked<'_>) -> Result<Position, QueryError> {
    let cursor = &*usual_shape(cursor);
    let (order, position) = match mode {
        Mode::Bounded(bounds) if bounds.descending => {
            (Order::Published, read_descending_cursor(asked.key, cursor))
        }
        Mode::Bounded(_) => (Order::Published, cursor.parse().ok()),
        Mode::Polling { .. } => (Order::Commit, cursor.parse().ok()),
    };
    let known = |position: &Position| {
        // Where a page leads whose `since` is still to come.
        let awaited = matches!(mode, Mode::Polling { since }
            if since > asked.now && *position == Position::before(since));
        awaited || asked.log.has(order, *position, asked.now)
    };
    position.filter(known).ok_or(QueryError::BadCursor)
}

/// Reads an RFC 3339 date-time, or a date alone as people do send (facts 1.1). How anything else
/// is refused, is for [`Switches::bad_date`] to say.
fn date(params: &Params, name: &'static str) -> Result<Option<Timestamp>, QueryError> {
    let Some(text) = params.value(name) else { return Ok(None) };
    let is_date = text.len() == 10 && !text.contains('T');
    let parsed = if is_date { format!("{text}T00:00:00Z").parse() } else { text.parse() };
    parsed.map(Some).map_err(|_| QueryError::BadDate(name))
}

/// Why a request makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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
    /// `DESCENDING` without `until`, where that is refused.
    #[error("`sortOrder` is DESCENDING and there is no `until`")]
    DescendingOpen,
    /// `filter` is none, or not one for the log.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// `q` asks for too much.
    #[error(transparent)]
    Keywords(#[from] KeywordError),
    /// `since` is later than `until`, where that is refused.
    #[error("`since` is later than `until`")]
    SinceAfterUntil,
    /// `since` lies more than 180 days back.
    #[error("`since` lies more than 180 days back")]
    SinceTooOld,
}

/// Facts 1.1.
const LIMIT_DEFAULT: usize = 100;
const LIMIT_MAX: usize = 1_000;
const SINCE_DEFAULT: Duration = Duration::from_hours(7 * 24);
/// Facts 1.6.
const RETENTION: Duration = Duration::from_hours(90 * 24);
const SINCE_MAX: Duration = Duration::from_hours(180 * 24);
/// How many records one request looks at to find those that match: a day of an org of a thousand
/// people, in well under the 30 seconds that Okta gives a request.
const SCANNED_MAX: usize = 20_000;

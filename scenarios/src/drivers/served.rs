//! What the org's ledger says, for both drivers.

use std::time::{Duration, UNIX_EPOCH};

use clock::Timestamp;
use mock_okta::log::Position;

/// When the next request is welcome after a 429 that was answered at `answered_at`: the later
/// of `Retry-After` and Reset (in seconds since the epoch), as far as either can be believed
/// (polling rule 10).
pub(super) fn welcome_at(
    answered_at: Timestamp,
    retry_after: Option<&str>,
    reset: Option<i64>,
) -> Option<Timestamp> {
    let retry_after = retry_after.and_then(|value| match value.parse() {
        Ok(seconds) => Some(answered_at + Duration::from_secs(seconds)),
        Err(_) => httpdate::parse_http_date(value)
            .ok()
            .and_then(|at| at.duration_since(UNIX_EPOCH).ok())
            .map(|since_epoch| Timestamp::EPOCH + since_epoch),
    });
    let believed = |at: Option<Timestamp>, max: Duration| at.filter(|at| *at <= answered_at + max);
    believed(retry_after, RETRY_AFTER_MAX)
        .max(believed(reset.map(Timestamp::from_seconds), RESET_MAX))
        .filter(|welcome| *welcome > answered_at)
}

/// Ranges of the log, merged, for quick questions.
pub(super) struct Spans(Vec<(Position, Position)>);

impl Spans {
    pub(super) fn new(spans: impl Iterator<Item = (Position, Position)>) -> Self {
        let mut spans: Vec<_> = spans.collect();
        spans.sort_unstable();
        let mut merged: Vec<(Position, Position)> = Vec::new();
        for (first, last) in spans {
            match merged.last_mut() {
                Some((_, end)) if first <= *end => *end = (*end).max(last),
                _ => merged.push((first, last)),
            }
        }
        Self(merged)
    }

    pub(super) fn contain(&self, position: Position) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= position);
        after > 0 && position <= self.0[after - 1].1
    }
}

/// A server that asks for more than this cannot be meant.
const RETRY_AFTER_MAX: Duration = Duration::from_hours(1);
const RESET_MAX: Duration = Duration::from_mins(5);

//! The rate limit, as far as its headers tell (polling rules 9 and 10).

use std::time::Duration;

use clock::Timestamp;

use crate::fetch::ResponseHead;

/// What may be spent on the log's bucket, and when.
///
/// Everything is learned from headers; the local clock only measures how long ago that was.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    share: f64,
    window: Option<Window>,
    /// No request before this time.
    closed_until: Option<Timestamp>,
    /// Percent of the share to use: halved when neighbours drain the org's bucket.
    pace: u32,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    limit: u32,
    remaining: u32,
    /// By the local clock, half a second of rounding included.
    ends: Timestamp,
}

impl Budget {
    pub(super) fn new(share: f64) -> Self {
        Self { share, window: None, closed_until: None, pace: FULL_PACE }
    }

    /// When the next request may go out.
    pub(super) fn ready_at(&self, now: Timestamp) -> Timestamp {
        let mut ready = self.closed_until.filter(|until| *until > now).unwrap_or(now);
        if let Some(window) = self.window
            && window.ends > now
            && window.limit - window.remaining >= self.allowance(window.limit)
        {
            ready = ready.max(window.ends);
        }
        ready
    }

    /// When the next request should go out if requests are to be spread over the window.
    pub(super) fn paced_at(&self, now: Timestamp) -> Timestamp {
        let Some(window) = self.window.filter(|window| window.ends > now) else {
            return self.ready_at(now);
        };
        let used = window.limit - window.remaining;
        let left = self.allowance(window.limit).saturating_sub(used).max(1);
        self.ready_at(now).max(now + window.ends.since(now) / left)
    }

    /// A request goes out: until its headers are in, it is counted here.
    pub(super) fn spend(&mut self, now: Timestamp) {
        if let Some(window) = self.window.as_mut().filter(|window| window.ends > now) {
            window.remaining = window.remaining.saturating_sub(1);
        }
    }

    /// Headers of a counted response are in.
    pub(super) fn learn(&mut self, now: Timestamp, head: &ResponseHead) {
        let (Some(limit), Some(remaining), Some(reset), Some(date)) =
            (head.rate.limit, head.rate.remaining, head.rate.reset, head.date)
        else {
            return;
        };
        if limit == 0 {
            // Concurrency, not a window (facts 3.2).
            return;
        }
        let left = (reset + SECOND).since(date).min(WINDOW_MAX);
        let is_new = self.window.is_none_or(|window| window.ends <= now);
        if is_new && self.window.is_some() {
            self.pace = (self.pace + PACE_STEP).min(FULL_PACE);
        }
        self.window = Some(Window { limit, remaining: remaining.min(limit), ends: now + left });
    }

    /// A 429 is in. Returns how long its headers ask to wait, `None` when they say nothing
    /// that can be believed.
    pub(super) fn throttled(&mut self, now: Timestamp, head: &ResponseHead) -> Option<Duration> {
        if head.rate.remaining.is_some_and(|remaining| remaining > 0) {
            self.pace = FULL_PACE / 2;
        }
        let after_reset = match (head.rate.reset, head.date) {
            _ if head.rate.is_concurrency() => None,
            (Some(reset), Some(date)) if reset > date => {
                Some((reset.since(date) + SECOND).min(RESET_MAX))
            }
            _ => None,
        };
        let asked = head.retry_after.map(|wait| wait.min(RETRY_AFTER_MAX)).max(after_reset)?;
        self.window = None;
        self.close_until(now + asked);
        Some(asked)
    }

    /// Lets nothing out before `until`.
    pub(super) fn close_until(&mut self, until: Timestamp) {
        self.closed_until = self.closed_until.max(Some(until));
    }

    /// Requests a window that this connection may make: its share, less one for a test of the
    /// connection, at least one.
    fn allowance(&self, limit: u32) -> u32 {
        let share = f64::from(limit) * self.share * f64::from(self.pace) / f64::from(FULL_PACE);
        (share.floor() as u32).saturating_sub(1).clamp(1, limit.max(1))
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// A `Retry-After` is believed up to here.
const RETRY_AFTER_MAX: Duration = Duration::from_hours(1);

/// A `Reset` is believed up to here: windows last a minute.
const RESET_MAX: Duration = Duration::from_mins(5);

/// A window is believed to last up to here.
const WINDOW_MAX: Duration = Duration::from_mins(5);

/// Percent.
const FULL_PACE: u32 = 100;

/// Percent regained per window.
const PACE_STEP: u32 = 10;

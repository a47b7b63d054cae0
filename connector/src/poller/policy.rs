//! What a connection's configuration decides about polling.

use std::time::Duration;

use clock::Timestamp;

/// How one connection polls.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Events a page, 1 to 1,000.
    pub page_limit: u32,
    /// From the start of one tick to the start of the next.
    pub poll_interval: Interval,
    /// How far back the first start reaches.
    pub history: Duration,
    /// Where the first start begins, instead of `history`.
    pub since: Option<Timestamp>,
    /// Where to begin again, whatever is stored.
    pub restart_at: Option<Timestamp>,
    /// The share of the principal's rate limit to use, above 0 and at most 1.
    pub rate_share: f64,
    /// A server-side filter, passed on as it is.
    pub filter: Option<String>,
    /// How long a paused connection must have been reachable to go on by itself.
    pub auto_resume_after: Option<Duration>,
    /// Whether the end of the log is the end of the work.
    pub until_caught_up: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            page_limit: 1_000,
            poll_interval: Interval::Every(Duration::from_mins(1)),
            history: Duration::ZERO,
            since: None,
            restart_at: None,
            rate_share: 1.0,
            filter: None,
            auto_resume_after: None,
            until_caught_up: false,
        }
    }
}

/// How often the end of the log is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// As often as the rate limit allows.
    Auto,
    /// Ticks this far apart.
    Every(Duration),
}

//! Buckets. Time is an argument.

use std::time::Duration;

use clock::Timestamp;
use serde::Serialize;

/// What a client is told about its bucket (facts 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RateHeaders {
    /// `X-Rate-Limit-Limit`.
    pub limit: u32,
    /// `X-Rate-Limit-Remaining`, the present request already taken off.
    pub remaining: u32,
    /// `X-Rate-Limit-Reset`, in seconds since the epoch.
    pub reset: i64,
}

/// How much may be asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Quota {
    /// Requests of the whole org in one window.
    pub(crate) org: u32,
    /// The share of them that one principal may use, from 0 to 1.
    pub(crate) share: f64,
    pub(crate) window: Duration,
}

/// Whose request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Principal {
    /// Nobody's: its credentials are refused.
    Nobody,
    /// The API token's.
    Token,
}

/// The buckets of `/api/v1/logs`.
#[derive(Debug)]
pub(crate) struct Limiter {
    quota: Quota,
    org: Bucket,
    token: Bucket,
}

/// What the limiter says to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Admission {
    pub(crate) admitted: bool,
    pub(crate) headers: RateHeaders,
}

impl Limiter {
    pub(crate) fn new(quota: Quota) -> Self {
        let share = (f64::from(quota.org) * quota.share) as u32;
        Self {
            org: Bucket::new(quota.org),
            // Also a small share of a small limit lets somebody in.
            token: Bucket::new(share.max(1)),
            quota,
        }
    }

    /// The limit that one token sees.
    pub(crate) fn token_limit(&self) -> u32 {
        self.token.limit
    }

    /// Counts a request of `principal` at `now`.
    pub(crate) fn admit(&mut self, principal: Principal, now: Timestamp) -> Admission {
        let in_org = self.org.take(now, self.quota.window);
        match principal {
            Principal::Nobody => Admission { admitted: in_org, headers: self.org.headers() },
            Principal::Token => {
                let in_share = self.token.take(now, self.quota.window);
                Admission { admitted: in_org && in_share, headers: self.token.headers() }
            }
        }
    }
}

#[derive(Debug)]
struct Bucket {
    limit: u32,
    used: u32,
    reset: Timestamp,
}

impl Bucket {
    fn new(limit: u32) -> Self {
        Self { limit, used: 0, reset: Timestamp::MIN }
    }

    /// Takes one, if there is one left.
    fn take(&mut self, now: Timestamp, window: Duration) -> bool {
        if now >= self.reset {
            // The header knows whole seconds only, so windows begin and end on one: a client
            // that waits until Reset by the org's clock is not refused for a fraction.
            self.reset = Timestamp::from_seconds(now.as_seconds()) + window;
            self.used = 0;
        }
        let left = self.used < self.limit;
        self.used += u32::from(left);
        left
    }

    fn headers(&self) -> RateHeaders {
        RateHeaders {
            limit: self.limit,
            remaining: self.limit - self.used,
            reset: self.reset.as_seconds(),
        }
    }
}

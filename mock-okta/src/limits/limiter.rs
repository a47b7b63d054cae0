//! Buckets. Time is an argument.

use std::collections::BTreeMap;
use std::time::Duration;

use clock::Timestamp;
use serde::Serialize;

use crate::service::Endpoint;
use crate::world::Id;

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

/// How much may be asked of one endpoint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Quota {
    /// Requests of the whole org in one window.
    pub(crate) org: u32,
    /// The share of them that one principal may use, from 0 to 1.
    pub(crate) share: f64,
    pub(crate) window: Duration,
}

impl Quota {
    /// The limit that one principal sees. Also a small share of a small limit lets somebody in.
    pub(crate) fn of_principal(&self) -> u32 {
        ((f64::from(self.org) * self.share) as u32).max(1)
    }
}

/// Whose request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Principal {
    /// An API token or an app, by its id.
    Known(Id),
    /// Nobody's: its credentials are refused.
    Nobody,
}

/// The buckets of an org: one of each endpoint, and one of each principal at each of them.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    quotas: BTreeMap<Endpoint, Quota>,
    orgs: BTreeMap<Endpoint, Bucket>,
    principals: BTreeMap<(Endpoint, Id), Bucket>,
}

/// What the limiter says to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Admission {
    pub(crate) admitted: bool,
    pub(crate) headers: RateHeaders,
}

impl Limiter {
    /// A limiter of the endpoints that have a quota; the others are not limited.
    pub(crate) fn new(quotas: BTreeMap<Endpoint, Quota>) -> Self {
        Self { quotas, ..Self::default() }
    }

    /// Counts a request of `principal` at `now`; nothing where there is no limit.
    pub(crate) fn admit(
        &mut self,
        endpoint: Endpoint,
        principal: Principal,
        now: Timestamp,
    ) -> Option<Admission> {
        let quota = *self.quotas.get(&endpoint)?;
        let org = self.orgs.entry(endpoint).or_insert_with(|| Bucket::new(quota.org));
        let in_org = org.take(now, quota.window);
        let Principal::Known(id) = principal else {
            return Some(Admission { admitted: in_org, headers: org.headers() });
        };
        let own = self.principals.entry((endpoint, id));
        let own = own.or_insert_with(|| Bucket::new(quota.of_principal()));
        let in_share = own.take(now, quota.window);
        Some(Admission { admitted: in_org && in_share, headers: own.headers() })
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

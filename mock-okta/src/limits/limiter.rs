//! Buckets. Time is an argument.

use std::collections::BTreeMap;

use clock::{Seed, Timestamp};
use serde::Serialize;

use crate::service::Endpoint;
use crate::world::Id;

use super::bucket::Bucket;
use super::concurrency::{Concurrency, Place};
use super::neighbours::Neighbours;
use super::notice::{Notice, NoticeKind};
use super::settings::Limits;

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

/// Whose request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Principal {
    /// An API token or an app, by its id.
    Known(Id),
    /// Nobody's: its credentials are refused.
    Nobody,
}

/// The buckets of an org: one of each endpoint, and one of each principal at each of them; and
/// the places of the requests that are under way.
#[derive(Debug)]
pub(crate) struct Limiter {
    limits: Limits,
    neighbours: Neighbours,
    orgs: BTreeMap<Endpoint, Bucket>,
    principals: BTreeMap<(Endpoint, Id), Bucket>,
    concurrency: Concurrency,
}

/// What the limiter says to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Admission {
    pub(crate) admitted: bool,
    pub(crate) headers: RateHeaders,
    /// What the org notes in its log on this occasion.
    pub(crate) notices: Vec<Notice>,
}

impl Limiter {
    /// A limiter whose neighbours come when `seed` says.
    pub(crate) fn new(limits: Limits, seed: &Seed) -> Self {
        Self {
            limits,
            neighbours: Neighbours::new(seed),
            orgs: BTreeMap::new(),
            principals: BTreeMap::new(),
            concurrency: Concurrency::default(),
        }
    }

    /// What it goes by.
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Goes by other `limits` from now on. Windows that are open stay open, with what was used.
    pub(crate) fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// A place for a request that arrives; nothing when there are too many under way. An endpoint
    /// that is not limited needs none.
    pub(crate) fn arrive(&mut self, endpoint: Endpoint) -> Option<Place> {
        if self.limits.requests.contains_key(&endpoint) {
            self.concurrency.occupy(self.limits.concurrency)
        } else {
            Some(Place::FREE)
        }
    }

    /// The answer to a request that found no place (facts 3.2). Reset is a guess: nobody knows
    /// when the others will be done.
    pub(crate) fn crowded(&mut self, now: Timestamp) -> Admission {
        let reset = Timestamp::from_seconds(now.as_seconds()) + self.limits.window;
        let kind = NoticeKind::Concurrency;
        let notice = self.concurrency.notes(now).then(|| self.notice(kind, 0, [now, reset]));
        Admission {
            admitted: false,
            headers: RateHeaders { limit: 0, remaining: 0, reset: reset.as_seconds() },
            notices: notice.into_iter().collect(),
        }
    }

    /// Counts a request of `principal` at `now`; nothing where there is no limit.
    ///
    /// A request that is refused takes nothing from anybody: what a principal asks beyond its
    /// share is not at the expense of the others. Headers show the principal's numbers; when
    /// the org has none left, Reset is the org's, since it is the one to wait for.
    pub(crate) fn admit(
        &mut self,
        endpoint: Endpoint,
        principal: Principal,
        now: Timestamp,
    ) -> Option<Admission> {
        let limit = *self.limits.requests.get(&endpoint)?;
        let window = self.limits.window;
        let org = self.orgs.entry(endpoint).or_insert_with(Bucket::new);
        org.enter(now, window);
        let total = (f64::from(limit) * self.limits.neighbours).round() as u32;
        let opened = (org.opened, window);
        let others = self.neighbours.used(endpoint, opened, now.since(org.opened), total);
        let org_left = org.left(limit).saturating_sub(others);
        let own = match principal {
            Principal::Known(id) => {
                let share = self.limits.share(endpoint, Some(id)).unwrap_or(limit);
                let own = own(&mut self.principals, (endpoint, id), now);
                own.map(|own| (own, id, share))
            }
            Principal::Nobody => None,
        };
        let mut kinds = Vec::new();
        let (admitted, refused_by_org, headers) = if let Some((own, id, share)) = own {
            own.enter(now, window);
            let in_share = own.left(share) > 0;
            let admitted = in_share && org_left > 0;
            own.used += u32::from(admitted);
            if !in_share && own.is_first_refusal() {
                kinds.push((NoticeKind::Share(id), share, own.reset));
            }
            let majority = percent_of(limit, CLIENT_WARNING_PERCENT);
            if endpoint == Endpoint::Token && own.used >= majority && own.is_first_warning() {
                kinds.push((NoticeKind::Client(id), limit, own.reset));
            }
            let reset = if in_share && !admitted { org.reset } else { own.reset };
            let headers =
                RateHeaders { limit: share, remaining: own.left(share), reset: reset.as_seconds() };
            (admitted, in_share && !admitted, headers)
        } else {
            let admitted = org_left > 0;
            let remaining = org_left - u32::from(admitted);
            (admitted, !admitted, RateHeaders { limit, remaining, reset: org.reset.as_seconds() })
        };
        org.used += u32::from(admitted);
        let warned_at = percent_of(limit, self.limits.warning_percent);
        if org.used.saturating_add(others) >= warned_at && org.is_first_warning() {
            kinds.push((NoticeKind::OrgWarning, limit, org.reset));
        }
        if refused_by_org && org.is_first_refusal() {
            kinds.push((NoticeKind::OrgViolation, limit, org.reset));
        }
        let notices = kinds.into_iter();
        let notices = notices.map(|(kind, limit, reset)| self.notice(kind, limit, [now, reset]));
        Some(Admission { admitted, headers, notices: notices.collect() })
    }

    fn notice(&self, kind: NoticeKind, threshold: u32, [now, reset]: [Timestamp; 2]) -> Notice {
        Notice {
            kind,
            threshold,
            window: self.limits.window,
            warning_percent: self.limits.warning_percent,
            seconds_to_reset: reset.since(now).as_millis().div_ceil(1_000) as u64,
        }
    }
}

/// The bucket of a principal at an endpoint; nothing when there are too many principals.
fn own(
    principals: &mut BTreeMap<(Endpoint, Id), Bucket>,
    key: (Endpoint, Id),
    now: Timestamp,
) -> Option<&mut Bucket> {
    if principals.len() >= PRINCIPALS_MAX && !principals.contains_key(&key) {
        principals.retain(|_, bucket| !bucket.is_over(now));
        if principals.len() >= PRINCIPALS_MAX {
            return None;
        }
    }
    Some(principals.entry(key).or_insert_with(Bucket::new))
}

/// So many percent of `limit`, rounded up.
fn percent_of(limit: u32, percent: u8) -> u32 {
    (u64::from(limit) * u64::from(percent)).div_ceil(100) as u32
}

/// How many principals are told apart at once; those beyond count for the org alone.
const PRINCIPALS_MAX: usize = 10_000;
/// What part of the org's requests for tokens one app may make before that is noted (facts 3.4).
pub(super) const CLIENT_WARNING_PERCENT: u8 = 90;

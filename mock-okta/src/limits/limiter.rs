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

impl Principal {
    /// Its id, if it is known.
    pub(crate) fn id(self) -> Option<Id> {
        match self {
            Self::Known(id) => Some(id),
            Self::Nobody => None,
        }
    }
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
        let bucket = self.orgs.entry(endpoint).or_insert_with(Bucket::new);
        bucket.enter(now, window);
        let total = (f64::from(limit) * self.limits.neighbours).round() as u32;
        let (opened, elapsed) = (bucket.opened, now.since(bucket.opened));
        let others = self.neighbours.used(endpoint, (opened, window), elapsed, total);
        let org = Meter { bucket, limit, others };
        let id = principal.id();
        let mut own = id.and_then(|id| own(&mut self.principals, (endpoint, id), now)).map(|own| {
            own.enter(now, window);
            let limit = self.limits.share(endpoint, id).unwrap_or(limit);
            Meter { bucket: own, limit, others: 0 }
        });

        // One's own share is looked at first.
        let in_share = own.as_ref().is_none_or(|own| own.left() > 0);
        let admitted = in_share && org.left() > 0;
        let refused_by_org = in_share && !admitted;
        org.bucket.used += u32::from(admitted);
        if let Some(own) = &mut own {
            own.bucket.used += u32::from(admitted);
        }
        let shown = own.as_ref().unwrap_or(&org);
        let awaited = if refused_by_org { &org } else { shown };
        let headers = RateHeaders {
            limit: shown.limit,
            remaining: shown.left(),
            reset: awaited.bucket.reset.as_seconds(),
        };

        let mut noticed = Vec::new();
        if let Some((own, id)) = own.as_mut().zip(id) {
            if !in_share && own.bucket.is_first_refusal() {
                noticed.push((NoticeKind::Share(id), own.limit, own.bucket.reset));
            }
            let most = percent_of(limit, CLIENT_WARNING_PERCENT);
            if endpoint == Endpoint::Token
                && own.bucket.used >= most
                && own.bucket.is_first_warning()
            {
                noticed.push((NoticeKind::Client(id), limit, own.bucket.reset));
            }
        }
        let much = percent_of(limit, self.limits.warning_percent);
        if limit - org.left() >= much && org.bucket.is_first_warning() {
            noticed.push((NoticeKind::OrgWarning, limit, org.bucket.reset));
        }
        if refused_by_org && org.bucket.is_first_refusal() {
            noticed.push((NoticeKind::OrgViolation, limit, org.bucket.reset));
        }
        let notices = noticed
            .into_iter()
            .map(|(kind, threshold, reset)| self.notice(kind, threshold, [now, reset]))
            .collect();
        Some(Admission { admitted, headers, notices })
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

/// A bucket with the limit that holds for it now.
struct Meter<'a> {
    bucket: &'a mut Bucket,
    limit: u32,
    /// What others have used who are not counted in the bucket.
    others: u32,
}

impl Meter<'_> {
    fn left(&self) -> u32 {
        self.bucket.left(self.limit).saturating_sub(self.others)
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

//! Which requests a fault may strike.

use std::time::Duration;

use clock::Seed;
use serde::{Deserialize, Serialize};

use crate::durations::spelled;
use crate::service::Endpoint;

use super::entry::table;
use super::ordinals::Ordinals;
use super::rule::Occasion;

table! {
    /// When and where a fault strikes. Every condition that is given must hold; the default is
    /// always and everywhere.
    ///
    /// ```
    /// use mock_okta::faults::FaultSpec;
    ///
    /// // The first two attempts of every page fail, from the second walk on.
    /// let fault: FaultSpec = toml::from_str(r#"
    ///     kind = "server-error"
    ///     attempts = "1..=2"
    ///     walks = "2.."
    /// "#).unwrap();
    /// assert!(fault.address.attempts.unwrap().contains(2));
    /// ```
    #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Address {
        /// Requests for this part of the API; when absent, what the kind of fault is about, which
        /// for most is the log.
        pub endpoint: Option<Endpoint>,
        /// From this long after the start of the mock on, or after the fault was added to a mock
        /// that was running.
        #[serde(with = "spelled::optional")]
        pub from: Option<Duration>,
        /// Until this long after the same moment, not included.
        #[serde(with = "spelled::optional")]
        pub until: Option<Duration>,
        /// Requests for that endpoint, counted from 1 by arrival.
        pub requests: Option<Ordinals>,
        /// Pages of the log, counted from 1 by successful delivery: page 3 is the one being made
        /// when two have been delivered. Each is struck once, so that it can be fetched again.
        pub pages: Option<Ordinals>,
        /// Walks through the log, counted from 1: a walk begins with a request without `after`, and
        /// has all the requests that follow its links.
        pub walks: Option<Ordinals>,
        /// Attempts of one URL, counted from 1 as long as it is among the latest 4,096 of them.
        pub attempts: Option<Ordinals>,
        /// Only each so-manieth of the requests for which everything else holds.
        pub every: Option<u64>,
        /// No more than so many strikes.
        pub times: Option<u64>,
        /// By the seed, only so many of a million requests.
        pub per_million: Option<u32>,
        /// The chance grows evenly from none at `from` to `per_million`, or to certainty, at `until`.
        pub ramp: bool,
        /// By turns: strikes for so long, beginning at `from`, …
        #[serde(with = "spelled::optional")]
        pub on: Option<Duration>,
        /// … and then lets everything pass for so long.
        #[serde(with = "spelled::optional")]
        pub off: Option<Duration>,
    }
}

impl Address {
    /// Whether the conditions that have no memory hold for a request; `seed` is the fault's own.
    pub(crate) fn covers(&self, occasion: &Occasion<'_>, seed: &Seed) -> bool {
        let now = occasion.since_start;
        let within = |ordinals: &Option<Ordinals>, ordinal| {
            ordinals.as_ref().is_none_or(|ordinals| ordinals.contains(ordinal))
        };
        self.from.is_none_or(|from| now >= from)
            && self.until.is_none_or(|until| now < until)
            && within(&self.requests, occasion.request)
            && within(&self.pages, occasion.page)
            && within(&self.walks, occasion.step.walk)
            && within(&self.attempts, occasion.step.attempt)
            && self.is_on(now)
            && self.chance(now).is_none_or(|chance| seed.draw_at(occasion.request).chance(chance))
    }

    /// What is wrong with this address itself, if anything.
    pub(crate) fn mistake(&self) -> Option<&'static str> {
        let empty = |period: Option<Duration>| period.is_some_and(|period| period.is_zero());
        let window = (self.from.unwrap_or_default(), self.until.unwrap_or(Duration::MAX));
        if window.0 >= window.1 {
            Some("`until` is not after `from`")
        } else if self.ramp && self.until.is_none() {
            Some("`ramp` needs an `until`")
        } else if self.on.is_some() != self.off.is_some() || empty(self.on) || empty(self.off) {
            Some("`on` and `off` go together, and neither is empty")
        } else if self.every == Some(0) {
            Some("`every` is at least 1")
        } else if self.per_million.is_some_and(|chance| chance > MILLION) {
            Some("`per_million` is at most 1000000")
        } else {
            None
        }
    }

    /// Whether it is the fault's turn.
    fn is_on(&self, now: Duration) -> bool {
        let (Some(on), Some(off)) = (self.on, self.off) else { return true };
        let period = (on + off).as_millis().max(1);
        let since = now.saturating_sub(self.from.unwrap_or_default()).as_millis();
        since % period < on.as_millis()
    }

    /// How many of a million requests are struck at the moment; nothing for all of them.
    fn chance(&self, now: Duration) -> Option<u32> {
        let (true, Some(until)) = (self.ramp, self.until) else { return self.per_million };
        let from = self.from.unwrap_or_default();
        let length = until.saturating_sub(from).as_millis().max(1);
        let since = now.saturating_sub(from).as_millis().min(length);
        let top = u128::from(self.per_million.unwrap_or(MILLION));
        // At most a million.
        Some((top * since / length) as u32)
    }
}

const MILLION: u32 = 1_000_000;

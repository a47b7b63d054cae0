//! What an org lets through, as one value that can be changed while it runs.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::service::Endpoint;
use crate::world::Id;

use super::preset::LimitPreset;

/// What an org lets through.
///
/// ```
/// use mock_okta::{Endpoint, LimitPreset, MockOkta};
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
/// # runtime.block_on(async {
/// let mock = MockOkta::builder().limit_preset(LimitPreset::Free).start().unwrap();
/// let mut limits = mock.limits();
/// assert_eq!(limits.requests[&Endpoint::Logs], 20);
///
/// // The API token of this org may have three quarters of every bucket.
/// limits.percentages.insert(mock.org().api_token_id, 75);
/// mock.set_limits(limits).unwrap();
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Limits {
    /// Requests of the whole org in one window. An endpoint that is not here is not limited.
    pub requests: BTreeMap<Endpoint, u32>,
    /// How long a window is, in whole seconds.
    #[serde(serialize_with = "seconds")]
    pub window: Duration,
    /// What share of a bucket one API token or app may use, above 0 and up to 1.
    pub token_share: f64,
    /// Who may use another share than that, in percent, 1 to 100: `defaultPercentage` of
    /// `/api/v1/principal-rate-limits` (facts 3.2).
    pub percentages: BTreeMap<Id, u8>,
    /// How many requests may be under way at once, org-wide.
    pub concurrency: u32,
    /// At what part of a bucket a warning is logged, in percent, 30 to 90 (facts 3.4).
    pub warning_percent: u8,
    /// What share of every bucket of the org other clients use up, from 0 to 1. They come at
    /// moments that the seed decides.
    pub neighbours: f64,
}

impl Limits {
    /// How long a window is (facts 3.1).
    pub const WINDOW: Duration = Duration::from_mins(1);
    /// What share of a bucket one principal may use (facts 3.2).
    pub const TOKEN_SHARE: f64 = 0.5;

    /// Those of a kind of org.
    pub fn of(preset: LimitPreset) -> Self {
        let numbers = preset.numbers();
        Self {
            requests: numbers.requests(),
            window: Self::WINDOW,
            token_share: Self::TOKEN_SHARE,
            percentages: BTreeMap::new(),
            concurrency: numbers.concurrency,
            warning_percent: numbers.warning_percent,
            neighbours: 0.0,
        }
    }

    /// Which kind of org has these numbers; custom when none does.
    pub fn preset(&self) -> LimitPreset {
        let alike = |preset: &LimitPreset| {
            let numbers = preset.numbers();
            self.requests == numbers.requests()
                && self.concurrency == numbers.concurrency
                && self.warning_percent == numbers.warning_percent
        };
        // Two kinds have the same numbers; the first by name stands for both.
        let named = LimitPreset::ALL.into_iter().filter(|preset| *preset != LimitPreset::Custom);
        named.into_iter().find(alike).unwrap_or(LimitPreset::Custom)
    }

    /// Each value that is out of its range, as `name: what is expected`.
    pub(crate) fn mistakes(&self) -> Vec<String> {
        let window = self.window >= Duration::from_secs(1) && self.window.subsec_nanos() == 0;
        let rules = [
            (self.requests.values().all(|limit| *limit > 0), "limit: at least 1"),
            (self.token_share > 0.0 && self.token_share <= 1.0, "token_share: above 0, up to 1"),
            (
                self.percentages.values().all(|percent| (1..=100).contains(percent)),
                "percentages: between 1 and 100",
            ),
            (window, "rate_window: a whole number of seconds, at least 1"),
            (self.concurrency > 0, "concurrency: at least 1"),
            ((30..=90).contains(&self.warning_percent), "warning_percent: between 30 and 90"),
            ((0.0..=1.0).contains(&self.neighbours), "neighbours: between 0 and 1"),
        ];
        rules.into_iter().filter(|(holds, _)| !holds).map(|(_, rule)| rule.to_owned()).collect()
    }

    /// What `principal` sees as its limit at `endpoint`; nothing where there is none. Also a
    /// small share of a small limit lets somebody in.
    pub(crate) fn share(&self, endpoint: Endpoint, principal: Option<Id>) -> Option<u32> {
        let org = *self.requests.get(&endpoint)?;
        let percent = principal.and_then(|id| self.percentages.get(&id));
        let share = percent.map_or(self.token_share, |percent| f64::from(*percent) / 100.0);
        Some(((f64::from(org) * share) as u32).max(1))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::of(LimitPreset::default())
    }
}

fn seconds<S: Serializer>(window: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(window.as_secs())
}

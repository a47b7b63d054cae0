//! Refusals that the buckets do not explain.

use std::time::Duration;

use serde::Deserialize;

use crate::api::ApiError;
use crate::durations;
use crate::limits::{RateHeaders, RetryAfter};

use super::rule::{Occasion, Rule, Stage, Verdict};

/// `rate-limit`: 429 whatever the bucket says (facts 3.3), as when neighbours have drained the
/// org's.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RateLimit {
    /// Whether `Retry-After` is sent; as the org does when absent.
    pub retry_after: Option<RetryAfter>,
    /// How far ahead Reset lies (30 s).
    #[serde(deserialize_with = "durations::required")]
    pub reset: Duration,
    /// What the rate-limit headers look like.
    pub headers: RateHeaderForm,
    /// A breach of the concurrency limit: Limit 0, Remaining 0 (facts 3.2).
    pub concurrency: bool,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self {
            retry_after: None,
            reset: Duration::from_secs(30),
            headers: RateHeaderForm::Normal,
            concurrency: false,
        }
    }
}

/// What the rate-limit headers of a 429 look like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RateHeaderForm {
    /// Reset lies years ahead.
    Absurd,
    /// Each sent twice, with two values of Reset (facts 1.4).
    Duplicate,
    /// None is sent.
    Missing,
    /// As Okta sends them.
    #[default]
    Normal,
    /// Reset has already passed.
    Past,
}

impl Rule for RateLimit {
    fn stage(&self) -> Stage {
        Stage::Edge
    }

    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let reset = match self.headers {
            RateHeaderForm::Absurd => occasion.now + ABSURD,
            RateHeaderForm::Past => occasion.now - self.reset,
            RateHeaderForm::Duplicate | RateHeaderForm::Missing | RateHeaderForm::Normal => {
                occasion.now + self.reset
            }
        };
        let limit = if self.concurrency { 0 } else { occasion.limit };
        let headers = RateHeaders { limit, remaining: 0, reset: reset.as_seconds() };
        let mut reply = ApiError::rate_limited().reply(&occasion.marks.error_id());
        reply.rate = match self.headers {
            RateHeaderForm::Missing => Vec::new(),
            RateHeaderForm::Duplicate => {
                vec![headers, RateHeaders { reset: headers.reset + DUPLICATE_APART, ..headers }]
            }
            RateHeaderForm::Absurd | RateHeaderForm::Normal | RateHeaderForm::Past => vec![headers],
        };
        reply.retry_after = self.retry_after.unwrap_or(occasion.retry_after).hint(
            occasion.seed,
            occasion.request,
            [occasion.now, occasion.now + self.reset],
        );
        Verdict::answer(reply)
    }
}

const ABSURD: Duration = Duration::from_hours(10 * 365 * 24);
/// By how many seconds the two values of a duplicated Reset differ.
const DUPLICATE_APART: i64 = 5;

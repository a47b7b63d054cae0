//! Refusals that the buckets do not explain.

use std::time::Duration;

use http::HeaderName;

use crate::api::{ApiError, Reply};
use crate::durations::spelled;
use crate::limits::{RateHeaders, RetryAfter, RetryHint};
use crate::service::Endpoint;

use super::entry::{choice, fault};
use super::rule::{Occasion, Rule, Verdict};

fault! {
    /// 429 whatever the bucket says (facts 3.3), as when neighbours have drained the org's.
    RateLimit, "rate-limit", Limit, Edge, Some(Endpoint::Logs), example "retry_after = \"seconds\"\nreset = \"45s\"\nper_million = 300_000" {
        /// What `Retry-After` says; as the org does when absent.
        retry_after: Option<RetryAfterForm> = None,
        /// How far ahead Reset lies.
        #[serde(with = "spelled")]
        reset: Duration = Duration::from_secs(30),
        /// What the rate-limit headers look like.
        headers: RateHeaderForm = RateHeaderForm::default(),
        /// A breach of the concurrency limit: Limit 0, Remaining 0 (facts 3.2).
        concurrency: bool = false,
    }
}

choice! {
    /// What the rate-limit headers of a 429 look like.
    RateHeaderForm {
        /// As Okta sends them.
        Normal = "normal",
        /// Reset lies years ahead.
        Absurd = "absurd",
        /// Each sent twice, with two values of Reset (facts 1.4).
        Duplicate = "duplicate",
        /// Words where numbers should be.
        Garbage = "garbage",
        /// Reset is in milliseconds.
        Millis = "millis",
        /// None is sent.
        Missing = "missing",
        /// Less than nothing remains, and Reset is a negative number.
        Negative = "negative",
        /// Reset has already passed.
        Past = "past",
    }
}

choice! {
    /// What the `Retry-After` of a 429 looks like.
    RetryAfterForm {
        /// None is sent.
        Never = "never",
        /// A number of seconds.
        Seconds = "seconds",
        /// An HTTP date.
        Date = "date",
        /// By the seed, half of the answers have one, seconds or a date.
        Mixed = "mixed",
        /// Ten years, in seconds.
        Absurd = "absurd",
        /// Seconds with a fraction, which the standard does not have.
        Fraction = "fraction",
        /// A word.
        Garbage = "garbage",
        /// A negative number of seconds.
        Negative = "negative",
        /// A date that has passed.
        Past = "past",
        /// No seconds at all.
        Zero = "zero",
    }
}

impl Rule for RateLimit {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let mut reply = ApiError::rate_limited().reply(&occasion.marks.error_id());
        self.rate(occasion, &mut reply);
        reply.retry_after = self.hint(occasion);
        Verdict::answer(reply)
    }
}

impl RateLimit {
    fn rate(&self, occasion: &Occasion<'_>, reply: &mut Reply) {
        let limit = if self.concurrency { 0 } else { occasion.limit };
        let reset = (occasion.now + self.reset).as_seconds();
        let usual = RateHeaders { limit, remaining: 0, reset };
        let with_reset = |reset| vec![RateHeaders { reset, ..usual }];
        reply.rate = match self.headers {
            RateHeaderForm::Normal => with_reset(reset),
            RateHeaderForm::Absurd => with_reset((occasion.now + ABSURD).as_seconds()),
            RateHeaderForm::Duplicate => {
                vec![usual, RateHeaders { reset: reset + DUPLICATE_APART, ..usual }]
            }
            RateHeaderForm::Garbage | RateHeaderForm::Missing | RateHeaderForm::Negative => {
                Vec::new()
            }
            RateHeaderForm::Millis => with_reset((occasion.now + self.reset).as_millis()),
            RateHeaderForm::Past => with_reset((occasion.now - self.reset).as_seconds()),
        };
        let texts = match self.headers {
            RateHeaderForm::Garbage => ["unlimited", "none", "soon"],
            RateHeaderForm::Negative => ["-1", "-1", "-30"],
            _ => return,
        };
        let names = ["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"];
        for (name, text) in names.into_iter().zip(texts) {
            reply.set(HeaderName::from_static(name), text);
        }
    }

    fn hint(&self, occasion: &Occasion<'_>) -> Option<RetryHint> {
        let usual = |form: RetryAfter| {
            let times = [occasion.now, occasion.now + self.reset];
            form.hint(occasion.seed, occasion.request, times)
        };
        match self.retry_after {
            None => usual(occasion.retry_after),
            Some(RetryAfterForm::Never) => None,
            Some(RetryAfterForm::Seconds) => usual(RetryAfter::Seconds),
            Some(RetryAfterForm::Date) => usual(RetryAfter::Date),
            Some(RetryAfterForm::Mixed) => usual(RetryAfter::Mixed),
            Some(RetryAfterForm::Absurd) => Some(RetryHint::Seconds(ABSURD.as_secs())),
            Some(RetryAfterForm::Fraction) => Some(RetryHint::Text("1.5")),
            Some(RetryAfterForm::Garbage) => Some(RetryHint::Text("soon")),
            Some(RetryAfterForm::Negative) => Some(RetryHint::Text("-30")),
            Some(RetryAfterForm::Past) => Some(RetryHint::At(occasion.now - self.reset)),
            Some(RetryAfterForm::Zero) => Some(RetryHint::Seconds(0)),
        }
    }
}

const ABSURD: Duration = Duration::from_hours(10 * 365 * 24);
/// By how many seconds the two values of a duplicated Reset differ.
const DUPLICATE_APART: i64 = 5;

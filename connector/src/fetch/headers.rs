//! What the head of a response says about time and about the rate limit.

use std::time::{Duration, UNIX_EPOCH};

use clock::Timestamp;
use http::HeaderMap;
use http::header::{DATE, HeaderName, RETRY_AFTER};

/// The head of a response, reduced to what decisions need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponseHead {
    /// `Date`: what time it is at the server.
    pub date: Option<Timestamp>,
    /// `Retry-After`, as a wait. Okta's own edge sends none (facts 3.3), a proxy may.
    pub retry_after: Option<Duration>,
    /// The `X-Rate-Limit-*` headers, when all that is needed of them is there.
    pub rate: RateHeaders,
    /// `X-Okta-Request-Id`, for support cases.
    pub request_id: Option<String>,
}

/// The `X-Rate-Limit-*` headers (facts 3.1). Values that are no numbers count as missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RateHeaders {
    /// Requests a window that this principal may make.
    pub limit: Option<u32>,
    /// Requests left in this window.
    pub remaining: Option<u32>,
    /// When the window ends, by the server's clock. Of several the latest counts (facts 1.4).
    pub reset: Option<Timestamp>,
}

impl RateHeaders {
    /// Whether the headers say that too many requests are in flight rather than too many in
    /// this minute: limit and remaining are both 0 (facts 3.2).
    pub fn is_concurrency(&self) -> bool {
        self.limit == Some(0) && self.remaining == Some(0)
    }
}

impl ResponseHead {
    /// Reads the headers. A `Retry-After` that names a date is taken relative to `Date`, never
    /// to the local clock.
    pub fn read(headers: &HeaderMap) -> Self {
        let date = text(headers, &DATE).and_then(http_date);
        let retry_after = text(headers, &RETRY_AFTER).and_then(|value| {
            value
                .parse()
                .map(Duration::from_secs)
                .ok()
                .or_else(|| Some(http_date(value)?.since(date?)))
        });
        Self {
            date,
            retry_after,
            rate: RateHeaders {
                limit: numbers(headers, &LIMIT).min().map(saturate),
                remaining: numbers(headers, &REMAINING).min().map(saturate),
                reset: numbers(headers, &RESET).max().map(|seconds| {
                    Timestamp::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
                }),
            },
            request_id: text(headers, &REQUEST_ID)
                .map(|id| id.chars().take(ID_CHARS_MAX).collect()),
        }
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn numbers(headers: &HeaderMap, name: &HeaderName) -> impl Iterator<Item = u64> {
    headers.get_all(name).iter().filter_map(|value| value.to_str().ok()?.trim().parse().ok())
}

fn saturate(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn http_date(text: &str) -> Option<Timestamp> {
    let at = httpdate::parse_http_date(text).ok()?;
    Some(Timestamp::EPOCH + at.duration_since(UNIX_EPOCH).ok()?)
}

const LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-okta-request-id");

/// Okta's have 27 or 32 characters (facts 1.4).
const ID_CHARS_MAX: usize = 64;

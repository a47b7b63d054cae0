//! Rate limits as Okta counts them (facts 3).
//!
//! A bucket has a window of fixed length that its first request opens; every request in it takes
//! one. There is a bucket of the org and one of each principal, which may use only a share of
//! the org's. Headers show the principal's numbers. A request that is refused for its
//! credentials has no principal and counts for the org alone. Other clients of the org, its
//! neighbours, can use up its buckets as well.
//!
//! Apart from that, an org answers only so many requests at once; a request is under way until
//! its answer has been delivered.
//!
//! All of it is decided by [`Limiter`], a plain value, by the numbers in [`Limits`], which can
//! change while the org runs. What it notices on the way goes into the org's own log.

mod bucket;
mod concurrency;
mod limiter;
mod neighbours;
mod notice;
mod preset;
mod retry_after;
mod settings;
#[cfg(test)]
mod tests;

pub(crate) use self::concurrency::Place;
pub use self::limiter::RateHeaders;
pub(crate) use self::limiter::{Admission, Limiter, Principal};
pub(crate) use self::notice::{LOGS_BUCKET, Notice};
pub use self::preset::{LimitPreset, ParseLimitPresetError};
pub(crate) use self::retry_after::RetryHint;
pub use self::retry_after::{ParseRetryAfterError, RetryAfter};
pub use self::settings::Limits;

//! Rate limits as Okta counts them (facts 3).
//!
//! A bucket has a window of fixed length that its first request opens; every request in it takes
//! one. There is a bucket of the org and one of each principal, which may use only a share of
//! the org's. Headers show the principal's numbers. A request that is refused for its
//! credentials has no principal and counts for the org alone.

mod limiter;
mod retry_after;
#[cfg(test)]
mod tests;

pub use self::limiter::RateHeaders;
pub(crate) use self::limiter::{Admission, Limiter, Principal, Quota};
pub(crate) use self::retry_after::RetryHint;
pub use self::retry_after::{ParseRetryAfterError, RetryAfter};

//! What can go wrong, as data.
//!
//! A fault is a small rule: a name, an address that says which requests it may strike, and what
//! it does to those. Its name is the same in Rust, in TOML and in the ledger.
//!
//! ```toml
//! [[fault]]
//! kind = "outage"
//! answer = "503-html"
//! from = "2h"          # offsets from the start of the mock
//! until = "2h10m"
//!
//! [[fault]]
//! kind = "malformed-page"
//! body = "html"
//! pages = "3"          # the third page; `requests` counts log requests instead
//!
//! [[inject]]
//! kind = "broken-json" # not a fault of an answer but a record of the log
//! at = "-30m"
//! count = 2
//! ```
//!
//! Faults act in [stages](Stage). At each stage the first fault of the list that does not let
//! the request pass wins, so a request can be both slow and refused, and never refused twice.
//!
//! | stage | faults |
//! |---|---|
//! | arrival, in addition to the others | `latency` |
//! | in front of the limits | `outage`, `rate-limit`, `stall-headers` |
//! | behind limits and credentials | `auth-refused`, `expired-cursor`, `server-error` |
//! | when a page is ready | `endless-body`, `folded-link`, `foreign-next`, `malformed-page`, `missing-next`, `same-next`, `slow-body`, `stall-body`, `truncated-body` |
//! | on every answer | `date-skew` |

mod address;
mod armed;
mod body;
mod inject;
mod links;
mod outage;
mod page;
mod rate_limit;
mod refusal;
mod rule;
mod spec;
#[cfg(test)]
mod tests;
mod timing;

pub use self::address::{Address, Ordinals, ParseOrdinalsError};
pub(crate) use self::armed::Faults;
pub use self::body::{EndlessBody, SlowBody, StallBody, StallHeaders, TruncatedBody};
pub use self::inject::{InjectKind, InjectSpec};
pub use self::links::{FoldedLink, ForeignNext, MissingNext, SameNext};
pub use self::outage::{Outage, OutageAnswer, ServerError, ServerErrorCode};
pub use self::page::{MalformedBody, MalformedPage};
pub use self::rate_limit::{RateHeaderForm, RateLimit};
pub use self::refusal::{AuthRefused, ExpiredCursor, Refusal};
pub use self::rule::Stage;
pub(crate) use self::rule::{Occasion, Verdict};
pub use self::spec::{FaultKind, FaultSpec};
pub use self::timing::{DateSkew, Latency};

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
//! [[fault]]
//! kind = "server-error"
//! attempts = "1..=2"   # the first two attempts of every page
//! walks = "2.."        # from the second walk through the log on
//!
//! [[inject]]
//! kind = "broken-json" # not a fault of an answer but a record of the log
//! at = "-30m"
//! count = 2
//! ```
//!
//! Faults act in [stages](Stage). At each stage the first fault of the list that does not let
//! the request pass wins, so a request can be both slow and refused, and never refused twice; a
//! page can have the wrong records, the wrong link and a body that breaks off, and one of each.
//!
//! | stage | faults |
//! |---|---|
//! | arrival, in addition to the others | `credentials-lost`, `latency` |
//! | edge, in front of the limits | `forbidden`, `garbage-answer`, `maintenance-page`, `outage`, `rate-limit`, `redirect`, `stall-headers`, `unreachable` |
//! | service, behind limits and credentials | `auth-refused`, `empty-answer`, `expired-cursor`, `query-timeout`, `read-only`, `server-error`, `token-refused`, `uri-too-long` |
//! | page: what is in a good answer | `byte-order-mark`, `malformed-page`, `mangled-event`, `overlapping-page`, `reordered-page`, `repeated-events`, `token-life`, `unknown-fields`, `wrong-content-type` |
//! | link: where it leads | `backward-next`, `folded-link`, `foreign-next`, `insecure-next`, `missing-links`, `missing-next`, `odd-link`, `outside-next`, `reencoded-next`, `relative-next`, `reordered-next`, `repeated-next`, `reshaped-cursor`, `same-next`, `unknown-cursor`, `userinfo-next` |
//! | transfer: how it gets to the client | `closed-after-headers`, `endless-body`, `huge-header`, `malformed-chunk`, `reset-body`, `slow-body`, `slow-headers`, `stall-body`, `truncated-body`, `wrong-length` |
//! | stamp, on every answer | `date-drift`, `date-format`, `date-skew` |
//!
//! [`catalogue`] has all of them with their parameters, and `docs/FAULTS.md` is made from it.
//! Faults can be added and removed while the org runs: [`MockOkta::add_fault`].
//!
//! [`MockOkta::add_fault`]: crate::MockOkta::add_fault

mod address;
mod armed;
mod body;
mod catalogue;
mod cursor;
mod document;
mod entry;
mod errors;
mod events;
mod guard;
mod inject;
mod link_form;
mod links;
mod mutation;
mod ordinals;
mod outage;
mod page;
mod rate_limit;
mod refusal;
mod rule;
mod sheet;
mod spec;
#[cfg(test)]
mod tests;
mod timing;
mod token;
mod trail;

pub use self::address::Address;
pub(crate) use self::armed::Faults;
pub use self::armed::{FaultId, FaultStatus, FaultsFull, ParseFaultIdError};
pub use self::body::{
    ClosedAfterHeaders, EndlessBody, GarbageAnswer, HugeHeader, MalformedChunk, ResetBody,
    SlowBody, SlowHeaders, StallBody, StallHeaders, TruncatedBody, WrongLength,
};
pub use self::catalogue::{Catalogue, Choice, Entry, Param, catalogue};
pub use self::cursor::{BackwardNext, CursorRefusal, ExpiredCursor, ReshapedCursor, UnknownCursor};
pub use self::entry::Theme;
pub use self::errors::{
    EmptyAnswer, EmptyStatus, QueryTimeout, ReadOnly, ServerError, ServerErrorCode, UriTooLong,
};
pub use self::events::{
    MangledEvent, OverlappingPage, PageOrder, ReorderedPage, RepeatedEvents, UnknownFields,
};
pub use self::guard::FaultGuard;
pub use self::inject::InjectSpec;
pub use self::link_form::{
    Encoding, FoldedLink, LinkForm, OddLink, ParameterOrder, ReencodedNext, ReorderedNext,
    RepeatedNext, WrongNext,
};
pub use self::links::{
    ForeignNext, InsecureNext, MissingLinks, MissingNext, OutsideNext, RelativeNext, SameNext,
    UserinfoNext,
};
pub use self::mutation::{InjectKind, Mutation};
pub use self::ordinals::{Ordinals, ParseOrdinalsError};
pub use self::outage::{
    Forbidden, ForbiddenBody, MaintenancePage, Outage, OutageAnswer, Redirect, RedirectStatus,
    RedirectTo, Unreachable,
};
pub use self::page::{ByteOrderMark, MalformedBody, MalformedPage, WrongContentType};
pub use self::rate_limit::{RateHeaderForm, RateLimit, RetryAfterForm};
pub use self::refusal::{AuthRefused, CredentialsLost, LostCredentials, Refusal};
pub use self::rule::Stage;
pub(crate) use self::rule::{Occasion, Verdict};
pub(crate) use self::sheet::Sheet;
pub use self::spec::{FaultKind, FaultSpec};
pub use self::timing::{DateDrift, DateForm, DateFormat, DateSkew, Latency};
pub use self::token::{TokenLife, TokenRefusal, TokenRefused};
pub(crate) use self::trail::Step;

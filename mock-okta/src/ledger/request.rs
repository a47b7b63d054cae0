//! One request of Okta's API.

use clock::Timestamp;
use serde::{Serialize, Serializer};

use crate::limits::RateHeaders;
use crate::log::{Order, Position};
use crate::service::Endpoint;

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RequestRecord {
    /// Counted from 1 over all endpoints.
    pub serial: u64,
    /// Which part of the API it was for.
    pub endpoint: Endpoint,
    /// Counted from 1, each endpoint for itself.
    pub ordinal: u64,
    /// When it arrived.
    #[serde(serialize_with = "shown")]
    pub at: Timestamp,
    /// When its answer was decided; nothing while it is not.
    #[serde(serialize_with = "shown_if_any")]
    pub answered_at: Option<Timestamp>,
    /// The method.
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    /// `X-Okta-Retry-For`: the id of the request that this one repeats (facts 3.3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_for: Option<String>,
    /// `X-Okta-Retry-Count`: which retry it is, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_count: Option<String>,
    /// The status; nothing when there was no answer.
    pub status: Option<u16>,
    /// The faults that struck, by name, in the order in which they did.
    pub faults: Vec<&'static str>,
    /// The rate-limit headers that were sent, if any.
    pub rate: Option<RateHeaders>,
    /// The `Retry-After` header that was sent, if any.
    pub retry_after: Option<String>,
    /// The records on the page, if there was one for which the log was read.
    pub served: Option<Served>,
    /// What became of the body.
    pub delivery: Delivery,
    /// How a page that was sent differs from the page that the log has.
    pub changes: Vec<Change>,
}

/// The records on a page.
///
/// With `filter` or `q`, a page has only those that match of the range from `first` to `last`.
/// Who wants to know which these are has to evaluate the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Served {
    /// In which order the page was made. Positions are in that order.
    pub order: Order,
    /// The first record on the page; if `matching`, the first that was looked at.
    #[serde(serialize_with = "shown")]
    pub first: Position,
    /// The last record on the page; if `matching`, the last that was looked at. In commit order
    /// everything between the two was served, unless `matching`.
    #[serde(serialize_with = "shown")]
    pub last: Position,
    /// How many there are on the page; if `matching`, it may be none.
    pub count: usize,
    /// Whether only matching records of the range were served.
    pub matching: bool,
}

/// What became of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Delivery {
    /// A fault made it incomplete, or something else than a page.
    Damaged,
    /// There was no page to deliver.
    #[default]
    None,
    /// Every record of it can be read from what was sent; `changes` say if there was more.
    Valid,
}

/// How a page that was sent differs from the page that the log has.
///
/// Only faults do this. A page is [`Delivery::Valid`] as long as every record of the log's page
/// can be read from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Change {
    /// A record has members that the log does not know, besides all of its own.
    Extended {
        /// Which record.
        #[serde(serialize_with = "shown")]
        position: Position,
    },
    /// A record was sent as something else.
    Mangled {
        /// Which record.
        #[serde(serialize_with = "shown")]
        position: Position,
    },
    /// The records stand in another order.
    Reordered,
    /// A record stands on the page once more than it does in the log; it may belong to the page
    /// before.
    Repeated {
        /// Which record.
        #[serde(serialize_with = "shown")]
        position: Position,
    },
}

fn shown<S: Serializer>(value: &impl ToString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_string())
}

#[expect(clippy::ref_option, reason = "serde passes fields by reference")]
fn shown_if_any<S: Serializer>(
    value: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => shown(value, serializer),
        None => serializer.serialize_none(),
    }
}

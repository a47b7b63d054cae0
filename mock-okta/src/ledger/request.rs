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
    /// The status; nothing when there was no answer.
    pub status: Option<u16>,
    /// The faults that struck, by name, in the order in which they did.
    pub faults: Vec<&'static str>,
    /// The rate-limit headers that were sent, if any.
    pub rate: Option<RateHeaders>,
    /// The `Retry-After` header that was sent, if any.
    pub retry_after: Option<String>,
    /// The records on the page, if there was one with records.
    pub served: Option<Served>,
    /// What became of the body.
    pub delivery: Delivery,
}

/// The records on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Served {
    /// In which order the page was made. Positions are in that order.
    pub order: Order,
    /// The first record on the page.
    #[serde(serialize_with = "shown")]
    pub first: Position,
    /// The last record on the page. In commit order everything between the two was served.
    #[serde(serialize_with = "shown")]
    pub last: Position,
    /// How many there are.
    pub count: usize,
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
    /// It was sent as it is.
    Valid,
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

//! Which requests somebody asks for.

use std::str::FromStr;

use clock::Timestamp;

use crate::service::Endpoint;

use super::request::RequestRecord;

/// Which requests of the ledger are meant. Every condition that is given must hold; the default
/// is all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestQuery {
    /// For this part of the API.
    pub endpoint: Option<Endpoint>,
    /// With this method.
    pub method: Option<String>,
    /// Answered with this status.
    pub status: Option<StatusIs>,
    /// Struck by the fault of this name.
    pub fault: Option<String>,
    /// With this text in path or query, as they were sent.
    pub text: Option<String>,
    /// With this ordinal of its endpoint or a later one.
    pub from: Option<u64>,
    /// With this ordinal of its endpoint or an earlier one.
    pub to: Option<u64>,
    /// That arrived after this request of all.
    pub after: Option<u64>,
    /// That arrived at this moment of the org's time or later.
    pub since: Option<Timestamp>,
}

impl RequestQuery {
    /// Whether `request` is one of them.
    pub fn matches(&self, request: &RequestRecord) -> bool {
        self.endpoint.is_none_or(|endpoint| request.endpoint == endpoint)
            && self.method.as_ref().is_none_or(|method| request.method == *method)
            && self.status.is_none_or(|status| status.holds(request))
            && self.fault.as_ref().is_none_or(|fault| request.faults.contains(&fault.as_str()))
            && self.text.as_ref().is_none_or(|text| request.target.contains(text))
            && self.from.is_none_or(|from| request.ordinal >= from)
            && self.to.is_none_or(|to| request.ordinal <= to)
            && self.after.is_none_or(|after| request.serial > after)
            && self.since.is_none_or(|since| request.at >= since)
    }
}

/// How a request was answered: `429`, `5xx`, or `none` for a connection that ended without an
/// answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusIs {
    /// With a status of this class, 1 to 5.
    Class(u16),
    /// With exactly this one.
    Exactly(u16),
    /// It was not.
    None,
}

impl StatusIs {
    fn holds(self, request: &RequestRecord) -> bool {
        match self {
            Self::Class(class) => request.status.is_some_and(|status| status / 100 == class),
            Self::Exactly(exactly) => request.status == Some(exactly),
            Self::None => request.status.is_none() && request.answered_at.is_some(),
        }
    }
}

impl FromStr for StatusIs {
    type Err = ParseStatusError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let class = text.strip_suffix("xx").and_then(|class| class.parse().ok());
        match (text, class) {
            ("none", _) => Ok(Self::None),
            (_, Some(class @ 1..=5)) => Ok(Self::Class(class)),
            _ => match text.parse() {
                Ok(exactly @ 100..=599) => Ok(Self::Exactly(exactly)),
                _ => Err(ParseStatusError),
            },
        }
    }
}

/// A text that says nothing about a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a status such as 429, a class such as 5xx, or none")]
pub struct ParseStatusError;

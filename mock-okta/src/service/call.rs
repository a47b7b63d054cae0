//! A request of Okta's API, parsed and not yet understood.

use std::net::{IpAddr, Ipv4Addr};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use serde::{Deserialize, Serialize};

use crate::query::{Origin, Params};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) endpoint: Endpoint,
    pub(crate) method: Method,
    pub(crate) origin: Origin,
    /// Path and query, as sent.
    pub(crate) target: String,
    /// The query string.
    pub(crate) params: Params,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What a path began with that led to an org, and is no part of Okta's; rides on the request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prefix(pub(crate) String);

impl Call {
    /// The one value of header `name`; nothing when it is absent, repeated or no text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().filter(|_| values.next().is_none())?;
        HeaderValue::to_str(value).ok()
    }

    /// Where the request says that it comes from: the first address of `X-Forwarded-For`, which
    /// a mock has no reason to distrust.
    pub(crate) fn forwarded(&self) -> Option<IpAddr> {
        let first = self.header("x-forwarded-for")?.split(',').next()?;
        first.trim().parse().ok()
    }

    /// Where the request comes from; from this machine, when it does not say.
    pub(crate) fn peer(&self) -> IpAddr {
        self.forwarded().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }
}

/// Which part of the API a request is for.
///
/// Faults strike by it, the ledger counts by it, and it names the bucket of the rate limit
/// (facts 3.1).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Endpoint {
    /// `/api/v1/apps` with everything below it, `/api/v1/api-tokens` and `/api/v1/zones`.
    Apps,
    /// `/oauth2/v1/clients`.
    Clients,
    /// `/api/v1/logs`.
    #[default]
    Logs,
    /// `/oauth2/v1/keys` and `/.well-known/…`: neither limited nor asked for credentials.
    Open,
    /// `/oauth2/v1/token` and `/oauth2/v1/revoke`.
    Token,
}

impl Endpoint {
    /// Each of them.
    pub const ALL: [Self; 5] = [Self::Apps, Self::Clients, Self::Logs, Self::Open, Self::Token];

    /// The stable name: in TOML, in the ledger, on the control plane.
    pub fn name(self) -> &'static str {
        match self {
            Self::Apps => "apps",
            Self::Clients => "clients",
            Self::Logs => "logs",
            Self::Open => "open",
            Self::Token => "token",
        }
    }
}

//! The `Authorization` header.

use http::header::AUTHORIZATION;

use crate::limits::Principal;
use crate::service::{Call, Endpoint, Tenant};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    /// Whose bucket the request counts for.
    pub(crate) principal: Principal,
}

/// Says whose request `call` is.
pub(crate) fn identify(tenant: &Tenant, call: &Call) -> Result<Caller, AuthError> {
    if call.endpoint == Endpoint::Open {
        return Ok(Caller { principal: Principal::Nobody });
    }
    let org = tenant.world.org();
    let header = call.header(AUTHORIZATION.as_str()).unwrap_or_default();
    // Schemes are case-insensitive (RFC 9110, section 11.1). Okta's own Python SDK, since 3.0,
    // writes no space behind this one and was recorded being answered.
    if let Some((scheme, credentials)) = header.split_at_checked("SSWS".len())
        && scheme.eq_ignore_ascii_case("SSWS")
    {
        let known = credentials.trim() == org.ssws_token.expose();
        let caller = Caller { principal: Principal::Known(org.api_token_id) };
        return if known { Ok(caller) } else { Err(AuthError::WrongToken) };
    }
    let (scheme, _) = header.split_once(' ').unwrap_or((header, ""));
    if scheme.eq_ignore_ascii_case("Bearer") {
        return Err(AuthError::UnknownBearer);
    }
    Err(AuthError::NoSession)
}

/// The `WWW-Authenticate` header of a refused access token, with `http:` URLs as observed.
pub(crate) fn challenge(authority: &str) -> String {
    format!(
        "Bearer authorization_uri=\"http://{authority}/oauth2/v1/authorize\", \
         realm=\"http://{authority}\", scope=\"okta.logs.read\", error=\"invalid_token\", \
         error_description=\"The token is invalid.\", resource=\"/api/v1/logs\""
    )
}

/// Why a request is refused for its credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AuthError {
    /// No credentials, or of a kind that the org does not know.
    #[error("no credentials that could be checked")]
    NoSession,
    /// An access token that this org did not issue.
    #[error("an access token of somebody else")]
    UnknownBearer,
    /// Not the API token of this org.
    #[error("not the API token of this org")]
    WrongToken,
}

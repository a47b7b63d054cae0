//! The `Authorization` header.

use http::HeaderValue;

use crate::limits::Principal;
use crate::world::SswsToken;

/// Says whose request it is that carries `authorization`.
pub(crate) fn check(
    authorization: Option<&HeaderValue>,
    token: &SswsToken,
) -> Result<Principal, AuthError> {
    let header = authorization.and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Schemes are case-insensitive (RFC 9110, section 11.1). Okta's own Python SDK, since 3.0,
    // writes no space behind this one and was recorded being answered.
    if let Some((scheme, credentials)) = header.split_at_checked("SSWS".len())
        && scheme.eq_ignore_ascii_case("SSWS")
    {
        let known = credentials.trim() == token.expose();
        return if known { Ok(Principal::Token) } else { Err(AuthError::WrongToken) };
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

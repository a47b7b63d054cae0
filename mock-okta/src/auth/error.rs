//! Errors of OAuth in Okta's words (facts 4.2, 5.4 and 6).

use std::borrow::Cow;

use http::StatusCode;

/// An OAuth error, as the token endpoint puts it into its body and a resource into its
/// challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OAuthError {
    pub(crate) status: StatusCode,
    /// RFC 6749, 6750, 9449, or Okta's own.
    pub(crate) code: &'static str,
    pub(crate) description: Cow<'static, str>,
}

/// Who the client is could not be made out.
impl OAuthError {
    pub(crate) const CLIENT_AUTHENTICATION: Self = Self::invalid_client(
        "Client authentication failed. Either the client or the client credentials are invalid.",
    );
    pub(crate) const NO_CREDENTIALS: Self = Self::invalid_client("No client credentials found.");
    pub(crate) const BAD_AUTHORIZATION: Self =
        Self::invalid_client("Found Authentication header but was not valid client credentials.");
    pub(crate) const CLIENT_ID: Self =
        Self::invalid_client("Invalid value for 'client_id' parameter.");
    pub(crate) const SECRET_USED: Self = Self::invalid_client(
        "Client Credentials requests to the Org Authorization Server must use the private_key_jwt \
         token_endpoint_auth_method.",
    );
    pub(crate) const APPLICATION_TYPE: Self = Self::invalid_client(
        "Only clients with 'application_type' of 'service' may use the client_credentials \
         'grant_type' with the Org Authorization Server.",
    );
    pub(crate) const MULTIPLE_CREDENTIALS: Self = Self::unauthorized(
        "invalid_request",
        "Cannot supply multiple client credentials. Use one of the following: credentials in the \
         Authorization header, credentials in the post body, or a client_assertion in the post \
         body.",
    );
    pub(crate) const CREDENTIALS_IN_QUERY: Self =
        Self::invalid_request("Client credentials cannot be supplied via query parameters.");
    pub(crate) const REPEATED_PARAMETER: Self =
        Self::invalid_request("The request contained multiple parameters with the same name.");
    pub(crate) const NO_TOKEN: Self = Self::invalid_request("The 'token' parameter is required.");
    pub(crate) const ASSERTION_TYPE: Self =
        Self::invalid_request("The client_assertion_type is invalid.");
}

/// The assertion was not accepted.
impl OAuthError {
    pub(crate) const ASSERTION_PARSING: Self =
        Self::invalid_client("The parsing of the client_assertion failed.");
    pub(crate) const ASSERTION_ISSUER: Self =
        Self::invalid_client("The issuer claim for client_assertion is not a valid client_id.");
    pub(crate) const ASSERTION_SUBJECT: Self =
        Self::invalid_client("The subject claim for client_assertion is not a valid client_id.");
    pub(crate) const ASSERTION_AUDIENCE: Self = Self::invalid_client(
        "The audience claim for client_assertion must be the endpoint invoked for the request.",
    );
    pub(crate) const ASSERTION_NO_EXPIRY: Self = Self::invalid_client(
        "The client_assertion must contain the 'exp' claim as seconds since epoch.",
    );
    pub(crate) const ASSERTION_EXPIRED: Self =
        Self::invalid_client("The client_assertion token is expired.");
    pub(crate) const ASSERTION_LASTS_TOO_LONG: Self = Self::invalid_client(
        "The client_assertion token has an expiration too far into the future.",
    );
    pub(crate) const ASSERTION_FROM_FUTURE: Self =
        Self::invalid_client("The client_assertion token must be issued before the current time.");
    pub(crate) const ASSERTION_USED: Self =
        Self::invalid_client("The client_assertion token has already been used.");
    pub(crate) const ASSERTION_SIGNATURE: Self =
        Self::invalid_client("The client_assertion signature is invalid.");
    pub(crate) const ASSERTION_KID: Self =
        Self::invalid_client("The client_assertion JWT kid is invalid.");
    pub(crate) const ASSERTION_ALGORITHM: Self =
        Self::invalid_client("The client_assertion JWT signature algorithm is invalid.");
    pub(crate) const ASSERTION_NO_KEYS: Self = Self::invalid_client(
        "The client does not have a JWKSet configured, but the client_assertion requires one.",
    );
    pub(crate) const ASSERTION_KEY_USE: Self =
        Self::invalid_client("The client_assertion JWT needs to be signed using a signing key.");
    pub(crate) const JWKS_URI: Self =
        Self::invalid_client("Error retrieving the client JWKSet from jwks_uri.");
}

/// The client may not have what it asks for.
impl OAuthError {
    pub(crate) const NO_SCOPES: Self = Self::invalid_scope("No scopes were requested.");
    pub(crate) const UNKNOWN_SCOPE: Self = Self::invalid_scope(
        "One or more scopes are not configured for the authorization server resource.",
    );
    pub(crate) const OPENID_SCOPE: Self =
        Self::invalid_scope("Cannot request 'openid' scopes using client credentials.");
    pub(crate) const CUSTOM_SCOPE: Self =
        Self::invalid_scope("Custom scopes are not allowed for this request.");
    pub(crate) const SELF_SCOPE: Self = Self::bad_request(
        "client_credentials_self_scope_requested",
        "The 'client_credentials' grant type may not request .self scopes.",
    );
    pub(crate) const CONSENT: Self =
        Self::bad_request("consent_required", "You are not allowed any of the requested scopes.");
    pub(crate) const OUTSIDE_ZONE: Self = Self::new(
        StatusCode::FORBIDDEN,
        "access_denied",
        "The request is made from outside the client's permitted network zones.",
    );
    pub(crate) const NOT_CREATED: Self = Self::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "server_error",
        "Failed to create the access_token.",
    );

    /// Scopes that exist and are not for client credentials.
    pub(crate) fn scopes_not_allowed(scopes: &[&str]) -> Self {
        Self::listing(
            "invalid_scope",
            "The following scopes are not allowed for this request",
            scopes,
        )
    }

    /// Some of the scopes are not granted, where that refuses all of them.
    pub(crate) fn scopes_not_granted(scopes: &[&str]) -> Self {
        let text = "The following scopes require user consent and cannot be granted for the client \
                    credentials grant type";
        Self::listing("consent_required", text, scopes)
    }

    /// No `grant_type`.
    pub(crate) fn no_grant_type(known: &[&str]) -> Self {
        let text = "The token request must specify a 'grant_type'. Valid values";
        Self {
            description: format!("{text}: [{}]", known.join(", ")).into(),
            ..Self::CREDENTIALS_IN_QUERY
        }
    }

    /// A `grant_type` that the server does not know.
    pub(crate) fn unsupported_grant_type(known: &[&str]) -> Self {
        let text = "The authorization grant type is not supported by the authorization server. \
                    Configured grant types";
        Self::listing("unsupported_grant_type", text, known)
    }

    /// A `grant_type` that the client is not configured for.
    pub(crate) fn unauthorized_client(configured: &[&str]) -> Self {
        let text = "The client is not authorized to use the provided grant type. Configured grant \
                    types";
        Self::listing("unauthorized_client", text, configured)
    }
}

/// The server is not well.
impl OAuthError {
    /// To be tried again, although it is a 400.
    pub(crate) const UNAVAILABLE: Self = Self::bad_request(
        "temporarily_unavailable",
        "The authorization server is currently unable to handle the request due to a temporary \
         overloading or maintenance of the server.",
    );
    pub(crate) const UNEXPECTED: Self = Self::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "server_error",
        "The authorization server encountered an unexpected condition that prevented it from \
         fulfilling the request.",
    );
}

/// The DPoP proof was not accepted.
impl OAuthError {
    pub(crate) const PROOF_INVALID: Self = Self::invalid_proof("The DPoP proof JWT is invalid.");
    pub(crate) const PROOF_MISSING: Self =
        Self::invalid_proof("The DPoP proof JWT header is missing.");
    pub(crate) const PROOF_TWICE: Self =
        Self::invalid_proof("Multiple DPoP proof JWT headers are not allowed.");
    pub(crate) const PROOF_TYPE: Self =
        Self::invalid_proof("'typ' must be 'dpop+jwt' in the DPoP proof JWT.");
    pub(crate) const PROOF_ALGORITHM: Self =
        Self::invalid_proof("The DPoP proof JWT signature algorithm is invalid.");
    pub(crate) const PROOF_PARSING: Self =
        Self::invalid_proof("The DPoP proof JWT cannot be parsed.");
    pub(crate) const PROOF_SIGNATURE: Self =
        Self::invalid_proof("The DPoP proof JWT signature is invalid.");
    pub(crate) const PROOF_METHOD: Self =
        Self::invalid_proof("'htm' claim in the DPoP proof JWT is invalid.");
    pub(crate) const PROOF_URL: Self =
        Self::invalid_proof("'htu' claim in the DPoP proof JWT is invalid.");
    pub(crate) const PROOF_ISSUED: Self =
        Self::invalid_proof("'iat' claim in the DPoP proof JWT is invalid.");
    pub(crate) const PROOF_FROM_FUTURE: Self =
        Self::invalid_proof("The DPoP proof JWT is issued in the future.");
    pub(crate) const PROOF_TOO_OLD: Self =
        Self::invalid_proof("The DPoP proof JWT is issued more than five minutes in the past.");
    pub(crate) const PROOF_EXPIRED: Self = Self::invalid_proof("The DPoP proof JWT is expired.");
    pub(crate) const PROOF_JTI: Self =
        Self::invalid_proof("'jti' claim in the DPoP proof JWT is invalid.");
    pub(crate) const PROOF_USED: Self =
        Self::invalid_proof("The DPoP proof JWT has already been used.");
    pub(crate) const PROOF_TOKEN_HASH: Self = Self::invalid_proof(
        "'ath' claim in the DPoP proof does not match the presented access_token.",
    );
    pub(crate) const PROOF_OTHER_KEY: Self =
        Self::invalid_proof("The access_token is not bound to the provided DPoP proof.");
    pub(crate) const USE_NONCE: Self =
        Self::bad_request("use_dpop_nonce", "Authorization server requires nonce in DPoP proof.");
    pub(crate) const PROOF_REQUIRED: Self =
        Self::invalid_request("The resource request requires a DPoP proof.");
    pub(crate) const SCHEME_REQUIRED: Self = Self::invalid_request(
        "The resource request must use the DPoP authentication scheme when using a DPoP bound \
         token.",
    );
}

/// The access token was not accepted.
impl OAuthError {
    pub(crate) const TOKEN_MALFORMED: Self = Self::invalid_token("The token is invalid.");
    pub(crate) const TOKEN_INVALID: Self = Self::invalid_token("The access token is invalid.");
    pub(crate) const TOKEN_EXPIRED: Self = Self::invalid_token("The token has expired.");
    pub(crate) const TOKEN_REVOKED: Self =
        Self::invalid_token("The access token has been revoked.");
    pub(crate) const TOKEN_ISSUER: Self =
        Self::invalid_token("The access token provided has an invalid issuer.");
    pub(crate) const TOKEN_AUDIENCE: Self =
        Self::invalid_token("The access token provided is not intended for Okta.");
    pub(crate) const TOKEN_TIMES: Self = Self::invalid_token("The token timestamp is invalid.");
    pub(crate) const TOKEN_NOT_BOUND: Self =
        Self::invalid_token("The presented access_token is not DPoP bound.");
    pub(crate) const SCOPE_MISSING: Self = Self::new(
        StatusCode::FORBIDDEN,
        "insufficient_scope",
        "The access token provided does not contain the required scopes.",
    );
}

impl OAuthError {
    const fn new(status: StatusCode, code: &'static str, description: &'static str) -> Self {
        Self { status, code, description: Cow::Borrowed(description) }
    }

    const fn bad_request(code: &'static str, description: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, description)
    }

    const fn unauthorized(code: &'static str, description: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, description)
    }

    const fn invalid_client(description: &'static str) -> Self {
        Self::unauthorized("invalid_client", description)
    }

    const fn invalid_request(description: &'static str) -> Self {
        Self::bad_request("invalid_request", description)
    }

    const fn invalid_scope(description: &'static str) -> Self {
        Self::bad_request("invalid_scope", description)
    }

    const fn invalid_proof(description: &'static str) -> Self {
        Self::bad_request("invalid_dpop_proof", description)
    }

    const fn invalid_token(description: &'static str) -> Self {
        Self::unauthorized("invalid_token", description)
    }

    fn listing(code: &'static str, text: &str, items: &[&str]) -> Self {
        let description = format!("{text}: [{}].", items.join(", ")).into();
        Self { status: StatusCode::BAD_REQUEST, code, description }
    }
}

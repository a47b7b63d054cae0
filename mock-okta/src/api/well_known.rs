//! `/.well-known/…` (facts 5.6): no credentials, no limit.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use crate::auth::directory::AuthMethod;
use crate::auth::jose::Algorithm;
use crate::service::{Answer, Endpoint, Exchange, Tenant};

use super::intake::answer;
use super::management::{base, shown};

/// Who this org is.
pub(crate) async fn organization(State(tenant): State<Arc<Tenant>>, request: Request) -> Response {
    answer(&tenant, Endpoint::Open, request, |tenant, exchange| {
        let organization = json!({
            "id": tenant.world.org().id.as_str(),
            "pipeline": tenant.world.engine().pipeline(),
            "_links": { "organization": { "href": base(exchange) } },
        });
        shown(StatusCode::OK, &organization).into()
    })
    .await
}

/// What the org's authorization server can do.
pub(crate) async fn oauth(State(tenant): State<Arc<Tenant>>, request: Request) -> Response {
    answer(&tenant, Endpoint::Open, request, |_, exchange| metadata(exchange, &json!({}))).await
}

/// The same with what `OpenID` Connect adds.
pub(crate) async fn openid(State(tenant): State<Arc<Tenant>>, request: Request) -> Response {
    answer(&tenant, Endpoint::Open, request, |_, exchange| {
        let more = json!({
            "userinfo_endpoint": format!("{}/oauth2/v1/userinfo", base(exchange)),
            "id_token_signing_alg_values_supported": ["RS256"],
            "subject_types_supported": ["public"],
            "claims_supported": [
                "iss", "ver", "sub", "aud", "iat", "exp", "jti", "auth_time", "amr", "idp", "nonce",
                "name", "nickname", "preferred_username", "given_name", "middle_name",
                "family_name", "email", "email_verified", "profile", "zoneinfo", "locale",
                "address", "phone_number", "picture", "website", "gender", "birthdate",
                "updated_at", "at_hash", "c_hash",
            ],
        });
        metadata(exchange, &more)
    })
    .await
}

/// RFC 8414. The server leads back to where it was asked, as its links do.
fn metadata(exchange: &Exchange<'_>, more: &Value) -> Answer {
    let base = base(exchange);
    let at = |name: &str| format!("{base}/oauth2/v1/{name}");
    let mut metadata = json!({
        "issuer": base,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "registration_endpoint": at("clients"),
        "jwks_uri": at("keys"),
        "response_types_supported": [
            "code", "token", "id_token", "code id_token", "code token", "id_token token",
            "code id_token token",
        ],
        "response_modes_supported": ["query", "fragment", "form_post", "okta_post_message"],
        "grant_types_supported": [
            "authorization_code", "implicit", "refresh_token", "password", "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code",
            "urn:ietf:params:oauth:grant-type:token-exchange",
        ],
        "scopes_supported": [
            "openid", "email", "profile", "address", "phone", "offline_access", "groups",
        ],
        "token_endpoint_auth_methods_supported": AuthMethod::NAMES,
        "token_endpoint_auth_signing_alg_values_supported": Algorithm::NAMES,
        "code_challenge_methods_supported": ["S256"],
        "introspection_endpoint": at("introspect"),
        "introspection_endpoint_auth_methods_supported": AuthMethod::NAMES,
        "revocation_endpoint": at("revoke"),
        "revocation_endpoint_auth_methods_supported": AuthMethod::NAMES,
        "end_session_endpoint": at("logout"),
        "request_parameter_supported": true,
        "request_object_signing_alg_values_supported": Algorithm::NAMES,
        "device_authorization_endpoint": at("device/authorize"),
        "dpop_signing_alg_values_supported": Algorithm::NAMES,
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        metadata[name.as_str()] = value.clone();
    }
    shown(StatusCode::OK, &metadata).into()
}

//! `/oauth2/v1/token`, `/oauth2/v1/revoke` and `/oauth2/v1/keys` (facts 5.3 to 5.6).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use crate::auth::Caller;
use crate::auth::audit::{Notice, access_token_party, client_party, kind, note};
use crate::auth::dpop::token_hash;
use crate::auth::error::OAuthError;
use crate::auth::jose::PublicKey;
use crate::auth::token::{Authenticated, Granted, Issuer, TokenForm, token_id};
use crate::log::NoteKind;
use crate::service::{Answer, Endpoint, Exchange, Tenant};
use crate::switches::GrantEvents;

use super::errors::ApiError;
use super::intake::answer;
use super::management::shown;
use super::reply::{Origin, Reply};

/// An access token for a client.
pub(crate) async fn token(State(tenant): State<Arc<Tenant>>, request: Request) -> Response {
    answer(&tenant, Endpoint::Token, request, issue).await
}

/// The end of an access token before its time.
pub(crate) async fn revoke(State(tenant): State<Arc<Tenant>>, request: Request) -> Response {
    answer(&tenant, Endpoint::Token, request, take_back).await
}

/// The keys that access tokens are signed with.
pub(crate) async fn keys(State(tenant): State<Arc<Tenant>>, request: Request) -> Response {
    answer(&tenant, Endpoint::Open, request, key_set).await
}

fn issue(tenant: &Tenant, exchange: &Exchange<'_>) -> Answer {
    let Some(form) = TokenForm::read(exchange.call) else {
        return exchange.refuse(&ApiError::unsupported_media_type());
    };
    let issuer = issuer(tenant, exchange, &form);
    let authenticated = issuer.authenticate(&mut tenant.directory());
    let client = match authenticated {
        Ok(client) => client,
        Err(error) => {
            credentials_refused(tenant, exchange, &form, &error);
            return refused(&error).into();
        }
    };
    let granted = issuer.grant(&mut tenant.directory(), client);
    if issuer.switches.grant_events() == GrantEvents::Logged {
        let notice = match &granted {
            Ok(granted) => granting(granted),
            Err(error) => refusing(error),
        };
        note_client(tenant, exchange, client, notice);
    }
    let nonce = tenant.directory().nonces.current(exchange.occasion.now);
    match granted {
        Ok(granted) => {
            let mut reply = shown(StatusCode::OK, &success(&granted));
            reply.extra.push(("x-robots-tag", "noindex,nofollow".to_owned()));
            if granted.bound {
                reply.extra.push(("dpop-nonce", nonce));
            }
            reply.into()
        }
        Err(error) => {
            let mut reply = refused(&error);
            if error == OAuthError::USE_NONCE {
                reply.extra.push(("dpop-nonce", nonce));
            }
            reply.into()
        }
    }
}

/// RFC 7009: whatever the token is, afterwards it is none.
fn take_back(tenant: &Tenant, exchange: &Exchange<'_>) -> Answer {
    let Some(form) = TokenForm::read(exchange.call) else {
        return exchange.refuse(&ApiError::unsupported_media_type());
    };
    let issuer = issuer(tenant, exchange, &form);
    let authenticated = issuer.authenticate(&mut tenant.directory());
    let client = match authenticated {
        Ok(client) => client,
        Err(error) => {
            credentials_refused(tenant, exchange, &form, &error);
            return refused(&error).into();
        }
    };
    let Some(text) = form.field("token") else { return refused(&OAuthError::NO_TOKEN).into() };
    let own = token_id(text, client).is_some_and(|jti| tenant.directory().revocations.revoke(&jti));
    if own {
        note_client(tenant, exchange, client, Notice::new(&REVOCATION));
    }
    Reply::empty(StatusCode::OK).into()
}

fn issuer<'a>(tenant: &Tenant, exchange: &Exchange<'a>, form: &'a TokenForm) -> Issuer<'a> {
    Issuer {
        call: exchange.call,
        form,
        peer: exchange.call.peer(),
        now: exchange.occasion.now,
        auth_now: tenant.auth_now(),
        switches: tenant.switches(),
    }
}

/// The keys in Okta's order (facts 5.3).
fn success(granted: &Granted) -> Value {
    json!({
        "token_type": if granted.bound { "DPoP" } else { "Bearer" },
        "expires_in": 3_600,
        "access_token": granted.token,
        "scope": granted.scopes.join(" "),
    })
}

/// An error as the token endpoint says it (facts 5.4).
pub(crate) fn refused(error: &OAuthError) -> Reply {
    let body = json!({ "error": error.code, "error_description": error.description });
    shown(error.status, &body)
}

fn granting(granted: &Granted) -> Notice {
    let hash = token_hash(&granted.token);
    Notice::new(&GRANT)
        .about(access_token_party(&granted.jti, &hash))
        .debug("clientAuthType", "private_key_jwt")
        .debug("grantType", "client_credentials")
        .debug("requestedScopes", granted.requested.join(", "))
        .debug("grantedScopes", granted.scopes.join(", "))
}

/// Since 2025 a request for a nonce is a challenge, not a failure (facts 6).
fn refusing(error: &OAuthError) -> Notice {
    let challenged = *error == OAuthError::USE_NONCE;
    let result = if challenged { "CHALLENGE" } else { "FAILURE" };
    Notice::new(if challenged { &CHALLENGE } else { &REFUSAL })
        .ended(result, error.code)
        .debug("clientAuthType", "private_key_jwt")
        .debug("grantType", "client_credentials")
}

/// A client that exists and whose credentials are wrong is worth an event.
fn credentials_refused(
    tenant: &Tenant,
    exchange: &Exchange<'_>,
    form: &TokenForm,
    error: &OAuthError,
) {
    let claimed = form.claimed_client().unwrap_or_default();
    let Some(id) = tenant.directory().app(&claimed).ok().map(|app| app.id) else { return };
    let notice = Notice::new(&BAD_CREDENTIALS).ended("FAILURE", error.description.clone());
    note_client(tenant, exchange, Authenticated(id), notice);
}

fn note_client(
    tenant: &Tenant,
    exchange: &Exchange<'_>,
    Authenticated(client): Authenticated,
    notice: Notice,
) {
    let directory = tenant.directory();
    let Ok(app) = directory.app(client.as_str()) else { return };
    let (actor, target) = (Caller::app(app), client_party(app));
    drop(directory);
    note(tenant, exchange, &actor, &[notice.about(target)]);
}

fn key_set(tenant: &Tenant, exchange: &Exchange<'_>) -> Answer {
    let directory = tenant.directory();
    let keys = directory.keyring.all().map(|key| {
        let mut jwk = json!({ "alg": "RS256", "kid": key.kid(), "use": "sig" });
        for (name, value) in key.public().into_iter().flat_map(PublicKey::members) {
            jwk[name] = value.into();
        }
        jwk
    });
    let body = json!({ "keys": keys }).to_string();
    let mut reply = Reply::json(StatusCode::OK, Origin::Application, body);
    // Keys rotate four times a year; until then they may be kept.
    let passed = exchange.occasion.now.as_seconds().rem_euclid(QUARTER_SECONDS);
    reply.max_age = Some((QUARTER_SECONDS - passed) as u64);
    reply.into()
}

const QUARTER_SECONDS: i64 = 90 * 24 * 60 * 60;

static GRANT: NoteKind = NoteKind {
    legacy: Some("app.oauth2.token.grant.access_token_success"),
    ..kind("app.oauth2.token.grant.access_token", "OAuth2 access token is granted")
};
static REFUSAL: NoteKind =
    NoteKind { severity: "WARN", ..kind("app.oauth2.token.grant", "OAuth2 token request") };
static CHALLENGE: NoteKind = kind("app.oauth2.token.grant", "OAuth2 token request");
static REVOCATION: NoteKind = kind("app.oauth2.token.revoke", "OAuth2 token revocation request");
static BAD_CREDENTIALS: NoteKind = NoteKind {
    severity: "WARN",
    ..kind("app.oauth2.invalid_client_credentials", "Invalid client credentials")
};

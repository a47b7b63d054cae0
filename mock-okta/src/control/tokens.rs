//! Tokens of both kinds, made and ended as no client can: API tokens as Okta's console makes
//! them, access tokens without an assertion.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use clock::Timestamp;
use http::StatusCode;
use serde_json::{Value, json};
use toml::Table;

use crate::auth::AccessToken;
use crate::auth::directory::{ApiToken, Fate, IssuedToken, Role};
use crate::durations::duration;
use crate::service::Tenant;

use super::asked::{Asked, only, table, text};
use super::refusal::{Refusal, answer};

/// Every API token, and the access tokens that have not expired or were ended before, without
/// their secrets.
pub(super) async fn list(
    State(tenant): State<Arc<Tenant>>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let (directory, now) = (tenant.directory(), tenant.clock.now());
    let mut tokens: Vec<Value> = directory.api_tokens().iter().map(api_token).collect();
    let issued: Vec<_> = directory.revocations.all().filter(|token| token.expires > now).collect();
    let omitted = issued.len().saturating_sub(ACCESS_TOKENS_SHOWN);
    tokens.extend(issued.into_iter().skip(omitted).map(access_token));
    Ok(answer(&json!({ "tokens": tokens, "omitted": omitted })))
}

/// Makes one. The answer is the only one that has its secret.
pub(super) async fn create(
    State(tenant): State<Arc<Tenant>>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let mut told = table(&body)?;
    let kind = told.remove("kind").map(|kind| text("kind", &kind)).transpose()?;
    let made = match kind.as_deref() {
        None | Some("ssws") => create_api_token(&tenant, &told)?,
        Some("access") => create_access_token(&tenant, &told)?,
        Some(_) => return Err(Refusal::bad("`kind`: expected ssws or access")),
    };
    Ok((StatusCode::CREATED, answer(&made)).into_response())
}

/// Gives the administrator behind an API token another `role`, or makes them `active` or not.
pub(super) async fn change(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let told = table(&body)?;
    only(&told, &["role", "active"])?;
    let role = told.get("role").map(role).transpose()?;
    let active = told.get("active").map(|active| active.as_bool().ok_or(())).transpose();
    let active = active.map_err(|()| Refusal::bad("`active`: expected true or false"))?;
    let mut directory = tenant.directory();
    let token = directory.change_api_token(named(&tenant, &id), |token| {
        token.owner.role = role.unwrap_or(token.owner.role);
        token.owner.active = active.unwrap_or(token.owner.active);
    });
    Ok(answer(&api_token(token.map_err(|_| lost(&id))?)))
}

/// Ends one as if its time had come.
pub(super) async fn expire(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let (mut directory, now) = (tenant.directory(), tenant.clock.now());
    if let Some(token) = directory.revocations.end(&id, Fate::Expired) {
        return Ok(answer(&access_token(token)));
    }
    let expired = directory.change_api_token(named(&tenant, &id), |token| {
        token.used = now - ApiToken::IDLE_MAX;
    });
    Ok(answer(&api_token(expired.map_err(|_| lost(&id))?)))
}

/// Takes one back at once.
pub(super) async fn revoke(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let mut directory = tenant.directory();
    if let Some(token) = directory.revocations.end(&id, Fate::Revoked) {
        return Ok(answer(&access_token(token)));
    }
    let revoked = directory.revoke_api_token(named(&tenant, &id)).map_err(|_| lost(&id))?;
    Ok(answer(&json!({ "id": revoked.id.as_str(), "kind": "ssws", "state": "revoked" })))
}

fn create_api_token(tenant: &Tenant, told: &Table) -> Result<Value, Refusal> {
    only(told, &["name", "role"])?;
    let name = told.get("name").map(|name| text("name", name)).transpose()?;
    let name = name.ok_or_else(|| Refusal::bad("`name` is missing"))?;
    let role = told.get("role").map(role).transpose()?.unwrap_or(Role::Super);
    let mut directory = tenant.directory();
    let token = directory.create_api_token(&name, role, tenant.clock.now());
    let token = token.map_err(Refusal::conflict)?;
    let mut made = api_token(token);
    made["token"] = token.secret.expose().into();
    Ok(made)
}

fn create_access_token(tenant: &Tenant, told: &Table) -> Result<Value, Refusal> {
    only(told, &["client_id", "scopes", "expires_in"])?;
    let client = told.get("client_id").map(|id| text("client_id", id)).transpose()?;
    let lifetime = match told.get("expires_in") {
        Some(value) => duration(&text("expires_in", value)?)
            .map_err(|mistake| Refusal::bad(format!("`expires_in`: {mistake}")))?,
        None => AccessToken::LIFETIME,
    };
    if lifetime > AccessToken::LIFETIME {
        return Err(Refusal::bad("`expires_in`: at most 1h, as for every token of an org"));
    }
    let scopes = told.get("scopes").map(scopes).transpose()?;
    let mut directory = tenant.directory();
    let client = client.unwrap_or_else(|| directory.first_client().to_string());
    let app = directory.app(&client).map_err(|_| super::apps::lost(&client))?;
    let granted = || app.grants.iter().map(|grant| grant.scope.clone()).collect();
    let (id, scopes) = (app.id, scopes.unwrap_or_else(granted));
    let token = AccessToken {
        jti: directory.access_token_id(),
        issuer: format!("https://{}", tenant.world.org().host),
        client_id: client,
        scopes,
        bound_to: None,
        // The lifetime is fixed, so one that is to end earlier was issued earlier.
        issued: tenant.clock.now() + lifetime - AccessToken::LIFETIME,
    };
    let secret = directory.hand_out(&token, id, tenant.clock.now());
    let secret = secret.ok_or_else(|| Refusal::conflict("the token cannot be signed"))?;
    Ok(json!({
        "id": token.jti,
        "kind": "access",
        "client_id": token.client_id,
        "scopes": token.scopes,
        "expires": token.expires().to_string(),
        "token": secret,
    }))
}

fn api_token(token: &ApiToken) -> Value {
    json!({
        "id": token.id.as_str(),
        "kind": "ssws",
        "name": token.name,
        "owner": token.owner.login,
        "role": token.owner.role.kind(),
        "active": token.owner.active,
        "expires": token.expires().to_string(),
    })
}

fn access_token(token: IssuedToken<'_>) -> Value {
    let expires: Timestamp = token.expires;
    json!({
        "id": token.jti,
        "kind": "access",
        "client_id": token.client.as_str(),
        "scopes": token.scopes,
        "expires": expires.to_string(),
        "state": token.fate.name(),
    })
}

fn role(kind: &toml::Value) -> Result<Role, Refusal> {
    let known = || Role::ALL.map(Role::kind).join(", ");
    let unknown = || Refusal::bad("`role`: there is no such role").hint(known());
    Role::of(&text("role", kind)?).ok_or_else(unknown)
}

fn scopes(told: &toml::Value) -> Result<Vec<String>, Refusal> {
    match told {
        toml::Value::Array(scopes) => scopes.iter().map(|scope| text("scopes", scope)).collect(),
        one => Ok(text("scopes", one)?.split_ascii_whitespace().map(str::to_owned).collect()),
    }
}

/// The id of the API token that is meant.
fn named<'a>(tenant: &'a Tenant, id: &'a str) -> &'a str {
    if id == FIRST { tenant.world.org().api_token_id.as_str() } else { id }
}

fn lost(id: &str) -> Refusal {
    Refusal::missing(format!("there is no token `{id}`")).hint("`GET /__admin/tokens` lists them")
}

/// Stands for what the org began with.
pub(super) const FIRST: &str = "first";
/// The list has no more than so many access tokens, the last to expire.
const ACCESS_TOKENS_SHOWN: usize = 1_000;

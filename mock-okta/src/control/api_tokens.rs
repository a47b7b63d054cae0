//! API tokens as Okta's console makes them, which its API cannot, and what becomes of the
//! administrators behind them.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use serde_json::json;

use crate::auth::directory::{ApiToken, Role};
use crate::service::Tenant;

use super::asked::{only, table, text};
use super::refusal::{Refusal, answer};

/// Makes a token with a `name` and the `role` of the administrator who makes it, a super
/// administrator's when it is not said. The answer is the only one that has its secret.
pub(super) async fn create(
    State(tenant): State<Arc<Tenant>>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let told = table(&body)?;
    only(&told, &["name", "role"])?;
    let name = told.get("name").map(|name| text("name", name)).transpose()?;
    let name = name.ok_or_else(|| Refusal::bad("`name` is missing"))?;
    let role = told.get("role").map(role).transpose()?.unwrap_or(Role::Super);
    let now = tenant.clock.now();
    let mut directory = tenant.directory();
    let token = directory.create_api_token(&name, role, now).map_err(Refusal::conflict)?;
    let mut shown = object(token);
    shown["token"] = token.secret.expose().into();
    Ok((StatusCode::CREATED, answer(&shown)).into_response())
}

/// Gives the administrator behind the token `id`, or the one that the org began with, another
/// `role`, or makes them `active` or not.
pub(super) async fn change(
    State(tenant): State<Arc<Tenant>>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let told = table(&body)?;
    only(&told, &["id", "role", "active"])?;
    let id = told.get("id").map(|id| text("id", id)).transpose()?;
    let id = id.unwrap_or_else(|| tenant.world.org().api_token_id.to_string());
    let role = told.get("role").map(role).transpose()?;
    let active = told.get("active").map(|active| active.as_bool().ok_or(())).transpose();
    let active = active.map_err(|()| Refusal::bad("`active`: expected true or false"))?;
    let mut directory = tenant.directory();
    let token = directory.change_api_token(&id, |token| {
        token.owner.role = role.unwrap_or(token.owner.role);
        token.owner.active = active.unwrap_or(token.owner.active);
    });
    Ok(answer(&object(token.map_err(Refusal::missing)?)))
}

fn role(kind: &toml::Value) -> Result<Role, Refusal> {
    let known = || Role::ALL.map(Role::kind).join(", ");
    let unknown = || Refusal::bad("`role`: there is no such role").hint(known());
    Role::of(&text("role", kind)?).ok_or_else(unknown)
}

fn object(token: &ApiToken) -> serde_json::Value {
    json!({
        "id": token.id.as_str(),
        "name": token.name,
        "owner": token.owner.login,
        "role": token.owner.role.kind(),
        "active": token.owner.active,
        "expires": token.expires().to_string(),
    })
}
